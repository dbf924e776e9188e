import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { characterSet } from '../../../app/dicom/character-set.ts';
import { Tag } from '../../../app/dicom/tag.ts';
import { buildPart10, ctElements, element, sequence } from '../../fixtures/part10-builder.ts';
import { readBytes } from '../../fixtures/read-bytes.ts';
import { discMaker, hasPydicom, python, whenAvailable } from '../../support/outside.ts';

const hex = (text: string) => new Uint8Array(Buffer.from(text.replaceAll(' ', ''), 'hex'));
/** Latin-1 text with `~` for ESC. */
const escaped = (text: string) =>
  new Uint8Array(Buffer.from(text.replaceAll('~', '\x1b'), 'latin1'));

function decode(terms: string, bytes: Uint8Array, vr = 'PN'): string {
  return characterSet(terms.split('\\')).decode(bytes, vr);
}

describe('sets without code extensions', () => {
  it.each([
    ['ISO_IR 100', '4275635e4ae972f46d65', 'Buc^Jérôme'],
    ['ISO_IR 101', '5761b3ea73615ea67769ea746f73b36177', 'Wałęsa^Świętosław'],
    ['ISO_IR 109', 'c5656e73755ea1616c', 'Ċensu^Ħal'],
    ['ISO_IR 110', 'ab697274735ed3656d657269', 'Ģirts^Ķemeri'],
    ['ISO_IR 144', 'bbeeda6365dcd17970d3', 'Люкceмбypг'],
    ['ISO_IR 127', 'e2c8c7e6ea5ee4e6d2c7d1', 'قباني^لنزار'],
    ['ISO_IR 126', 'c4e9efedf5f3e9eff2', 'Διονυσιος'],
    ['ISO_IR 138', 'f9f8e5ef5ee3e1e5f8e4', 'שרון^דבורה'],
    ['ISO_IR 148', 'c7617675fe6ff06c755e49fefd6b', 'Çavuşoğlu^Işık'],
    ['ISO_IR 203', 'bc757672655eb469b86b6120a4', 'Œuvre^Žižka €'],
    ['ISO_IR 166', 'bbc3d0c2d8b7b8ec5ea8d1b9b7c3ec', 'ประยุทธ์^จันทร์'],
    ['ISO_IR 13', 'd4cfc0de5ec0dbb3', 'ﾔﾏﾀﾞ^ﾀﾛｳ'],
    ['ISO_IR 192', '57616e675e5869616f446f6e673de78e8b5ee5b08fe4b89c', 'Wang^XiaoDong=王^小东'],
    ['GB18030', '57616e675e5869616f446f6e673dcdf55ed0a1b6ab', 'Wang^XiaoDong=王^小东'],
    ['GBK', 'cdf55ed0a1b6ab', '王^小东'],
    ['ISO_IR 6', '446f65', 'Doe'],
  ])('reads %s', (term, bytes, text) => {
    expect(decode(term, hex(bytes))).toBe(text);
  });

  it.each([
    'ISO_IR 100',
    'ISO IR 100',
    'ISO-IR 100',
    'ISO_IR_100',
    'iso_ir 100',
    'ISO 2022 IR 100',
    'ISO_2022_IR_100',
    'IR 100',
  ])('reads Latin-1 spelled %s', (term) => {
    expect(decode(term, hex('4ae972'))).toBe('Jér');
  });

  it.each(['ISO IR 192', 'UTF-8', 'UTF8', 'ISO 2022 IR 192', 'iso_ir 192'])(
    'reads UTF-8 spelled %s',
    (term) => {
      expect(decode(term, hex('e78e8b'))).toBe('王');
    },
  );

  it.each(['GB18030', 'GB 18030', 'ISO 2022 GBK', 'GBK', 'ISO_IR GB18030'])(
    'reads Chinese spelled %s',
    (term) => {
      expect(decode(term, hex('cdf5'))).toBe('王');
    },
  );

  it.each(['', 'ISO_IR 999', 'nonsense', 'ISO_IR 6'])(
    'never loses ASCII under %j, and takes the rest for UTF-8 or else for Latin-1',
    (term) => {
      fc.assert(
        fc.property(fc.string({ unit: 'binary-ascii' }), (text) => {
          expect(decode(term, new TextEncoder().encode(text))).toBe(text);
        }),
      );
      expect(decode(term, hex('e78e8b'))).toBe('王');
      expect(decode(term, hex('4ae972'))).toBe('Jér');
    },
  );
});

describe('code extensions', () => {
  it.each([
    [
      'kanji and hiragana after ASCII (PS3.5 H.3.1)',
      '\\ISO 2022 IR 87',
      'Yamada^Tarou=~$B;3ED~(B^~$BB@O:~(B=~$B$d$^$@~(B^~$B$?$m$&~(B',
      'Yamada^Tarou=山田^太郎=やまだ^たろう',
    ],
    [
      'kanji after katakana (PS3.5 H.3.2)',
      'ISO 2022 IR 13\\ISO 2022 IR 87',
      '\xd4\xcf\xc0\xde^\xc0\xdb\xb3=~$B;3ED~(J^~$BB@O:~(J=~$B$d$^$@~(J^~$B$?$m$&~(J',
      'ﾔﾏﾀﾞ^ﾀﾛｳ=山田^太郎=やまだ^たろう',
    ],
    [
      'hangul (PS3.5 I.2)',
      '\\ISO 2022 IR 149',
      'Hong^Gildong=~$)C\xfb\xf3^~$)C\xd1\xce\xd4\xd7=~$)C\xc8\xab^~$)C\xb1\xe6\xb5\xbf',
      'Hong^Gildong=洪^吉洞=홍^길동',
    ],
    [
      'hanzi (PS3.5 K.2)',
      '\\ISO 2022 IR 58',
      'Zhang^XiaoDong=~$)A\xd5\xc5^~$)A\xd0\xa1\xb6\xab=',
      'Zhang^XiaoDong=张^小东=',
    ],
    [
      'Cyrillic and Greek beside Latin-1',
      'ISO 2022 IR 100\\ISO 2022 IR 144\\ISO 2022 IR 126',
      'J\xe9r^~-L\xbb\xee=~-F\xc4\xe9',
      'Jér^Лю=Δι',
    ],
    ['supplementary kanji', '\\ISO 2022 IR 87\\ISO 2022 IR 159', '~$(D0!~(B', '丂'],
    ['Thai', '\\ISO 2022 IR 166', '~-T\xbb\xc3', 'ปร'],
    ['a set that is not announced', 'ISO_IR 100', '~$B;3ED~(B', '山田'],
  ])('reads %s', (_, terms, bytes, text) => {
    expect(decode(terms, escaped(bytes))).toBe(text);
  });

  it.each(['\\', '^', '=', '\t', '\n', '\f', '\r'])('ends at %j in a person name', (delimiter) => {
    const bytes = escaped(`~-L\xbb${delimiter}\xe9`);
    expect(decode('ISO 2022 IR 100\\ISO 2022 IR 144', bytes)).toBe(`Л${delimiter}é`);
  });

  it('does not end at ^ and = elsewhere, and in text not at a backslash', () => {
    const terms = 'ISO 2022 IR 100\\ISO 2022 IR 144';
    expect(decode(terms, escaped('~-L\xbb^\xee=\xee\\\xe9'), 'LO')).toBe('Л^ю=ю\\é');
    expect(decode(terms, escaped('~-L\xbb\\\xee\n\xe9'), 'LT')).toBe('Л\\ю\né');
  });

  it.each([
    ['GB18030', '815c', '乗'],
    ['GBK', '815c', '乗'],
    ['ISO_IR 13', '955c', '表'],
    ['\\ISO 2022 IR 87', '1b2442305c1b2842', '移'],
  ])('takes no trail byte 5C of %s for a delimiter', (terms, bytes, text) => {
    const specific = element(Tag.SpecificCharacterSet, 'CS', terms.split('\\'));
    const names = hex(`${bytes}5c${bytes}`);
    const file = buildPart10({
      elements: [specific, ...ctElements().slice(1), element('00101001', 'PN', names)],
    });
    expect(readBytes(file).dataset.strings('00101001')).toEqual([text, text]);
  });

  it('reads bytes that lack their escape sequence by the next set announced', () => {
    expect(decode('\\ISO 2022 IR 149', hex('c8ab5eb1e6b5bf'))).toBe('홍^길동');
    expect(decode('\\ISO 2022 IR 58', hex('cdf5'))).toBe('王');
    expect(decode('\\ISO 2022 IR 87', hex('955c'))).toBe('表');
    expect(decode('\\ISO 2022 IR 149', escaped('~$)C\xc8\xab^\xb1\xe6'))).toBe('홍^길');
  });

  it('gives text for any bytes at all', () => {
    const terms = fc.constantFrom(
      '\\ISO 2022 IR 87\\ISO 2022 IR 159',
      'ISO 2022 IR 13\\ISO 2022 IR 87',
      '\\ISO 2022 IR 149',
      'ISO 2022 IR 100\\ISO 2022 IR 58',
    );
    const byte = fc.oneof(
      fc.constantFrom(0x1b, 0x24, 0x28, 0x29, 0x42, 0x5c),
      fc.integer({ min: 0, max: 255 }),
    );
    fc.assert(
      fc.property(terms, fc.array(byte, { maxLength: 40 }), (term, bytes) => {
        expect(typeof decode(term, Uint8Array.from(bytes))).toBe('string');
      }),
    );
  });
});

describe('nested data sets', () => {
  const cyrillic = element(Tag.PatientName, 'PN', hex('bbee'));

  it('inherit the character set of the data set around them, unless they name one', () => {
    const specific = element(Tag.SpecificCharacterSet, 'CS', 'ISO_IR 144');
    const own = element(Tag.SpecificCharacterSet, 'CS', 'ISO_IR 100');
    const items = sequence('00101002', [
      [cyrillic],
      [own, cyrillic],
      [sequence('00101002', [[cyrillic]])],
    ]);
    const { dataset } = readBytes(
      buildPart10({ elements: [specific, ...ctElements().slice(1), items] }),
    );
    const [inherited, named, nested] = dataset.items('00101002');
    expect(inherited?.string(Tag.PatientName)).toBe('Лю');
    expect(named?.string(Tag.PatientName)).toBe('»î');
    expect(nested?.items('00101002')[0]?.string(Tag.PatientName)).toBe('Лю');
  });
});

const canMakeDiscs = whenAvailable(
  'the disc maker and pydicom',
  existsSync(discMaker) && hasPydicom(),
);

interface ExpectedInstance {
  readonly path: string;
  readonly patientName: string;
}

describe('synthetic discs', () => {
  const charsets = 'latin1 ascii utf8 cyrillic latin2 greek japanese korean gb18030 hebrew arabic';

  it.runIf(canMakeDiscs).each(charsets.split(' '))(
    'give back the names that were written in %s',
    { timeout: 120_000 },
    (charset) => {
      const folder = mkdtempSync(join(tmpdir(), 'disc-'));
      const disc = join(folder, 'disc');
      const size = ['--patients', '3', '--studies', '1', '--series', '1', '--instances', '1'];
      const options = [
        '--charset',
        charset,
        '--modalities',
        'CT',
        '--matrix',
        '16',
        '--no-dicomdir',
      ];
      execFileSync(python, [discMaker, disc, ...size, ...options], { stdio: 'ignore' });
      const expected = readExpected(`${disc}.expect.json`);
      expect(expected.length).toBeGreaterThan(0);
      for (const { path, patientName: name } of expected) {
        const file = readBytes(readFileSync(join(disc, path)));
        expect(file.dataset.string(Tag.PatientName)).toBe(name);
      }
      rmSync(folder, { recursive: true });
    },
  );
});

function readExpected(path: string): readonly ExpectedInstance[] {
  const parsed = JSON.parse(readFileSync(path, 'utf8')) as {
    readonly instances: readonly ExpectedInstance[];
  };
  return parsed.instances;
}
