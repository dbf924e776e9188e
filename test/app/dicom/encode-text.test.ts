import { describe, expect, it } from 'vitest';
import { characterSet } from '../../../app/dicom/character-set.ts';
import { encodeText } from '../../../app/dicom/encode-text.ts';

const hex = (bytes: Uint8Array | undefined) => bytes && Buffer.from(bytes).toString('hex');

describe('text in the character set of a file', () => {
  it.each([
    [[], 'Doe^Jane'],
    [['ISO_IR 100'], 'Müller^Jörg'],
    [['ISO_IR 101'], 'Dvořák^Jiří'],
    [['ISO_IR 144'], 'Люкceмбypг'],
    [['ISO_IR 126'], 'Διονυσιος'],
    [['ISO_IR 127'], 'قباني^لنزار'],
    [['ISO_IR 138'], 'שרון^דבורה'],
    [['ISO_IR 166'], 'ทดสอบ'],
    [['ISO_IR 13'], 'ﾔﾏﾀﾞ^ﾀﾛｳ'],
    [['ISO_IR 192'], 'Wang^小東=王^小東 😀'],
    [['GB18030'], 'Wang^XiaoDong=王^小东'],
    [['GBK'], 'Wang^XiaoDong=王^小东'],
    [['', 'ISO 2022 IR 87'], 'Yamada^Tarou=山田^太郎=やまだ^たろう'],
    [['ISO 2022 IR 13', 'ISO 2022 IR 87'], 'ﾔﾏﾀﾞ^ﾀﾛｳ=山田^太郎=やまだ^たろう'],
    [['', 'ISO 2022 IR 149'], 'Hong^Gildong=洪^吉洞=홍^길동'],
    [['', 'ISO 2022 IR 58'], 'Zhang^XiaoDong=张^小东'],
    [['ISO 2022 IR 100', 'ISO 2022 IR 144'], 'Büc^Люк'],
  ])('with %j reads back as %s', (terms, text) => {
    const bytes = encodeText(text, 'PN', terms);
    expect(bytes).toBeDefined();
    expect(characterSet(terms).decode(bytes ?? new Uint8Array(), 'PN')).toBe(text);
  });

  it('gives the bytes of the examples of PS3.5 Annex H and I', () => {
    const japanese = encodeText('Yamada^Tarou=山田^太郎', 'PN', ['', 'ISO 2022 IR 87']);
    expect(hex(japanese)).toBe(
      '59616d6164615e5461726f75' +
        '3d1b2442' +
        '3b33' +
        '4544' +
        '1b2842' +
        '5e1b2442' +
        '4240' +
        '4f3a' +
        '1b2842',
    );
  });

  it.each([
    [[], 'Müller'],
    [['ISO_IR 100'], 'Дженет'],
    [['ISO_IR 100'], '小東'],
    [['GB18030'], '😀'],
    [['ISO_IR 192'], 'a\u001b$B'],
    [['ISO_IR 999'], 'é'],
  ])('refuses with %j what it cannot express: %s', (terms, text) => {
    expect(encodeText(text, 'LO', terms)).toBeUndefined();
  });
});
