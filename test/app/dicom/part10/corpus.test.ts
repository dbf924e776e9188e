// Real files of public collections: each is read, written again and compared with what pydicom says of it.
import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { toDicomJson } from '../../../../app/dicom/dicom-json.ts';
import type { Part10 } from '../../../../app/dicom/part10/part10.ts';
import { isProbablyDicom } from '../../../../app/dicom/part10/read.ts';
import { writePart10 } from '../../../../app/dicom/part10/write.ts';
import { transferSyntaxEntry, TransferSyntax } from '../../../../app/dicom/transfer-syntax.ts';
import { validateDataset } from '../../../../app/dicom/validation.ts';
import { readBytes } from '../../../fixtures/read-bytes.ts';
import { wholeJson, type WholeElement, type WholeJson } from '../../../fixtures/whole-json.ts';
import { pydicomDifferences } from '../../../support/pydicom-differences.ts';
import { corpusDirectory, hasPydicom, python, whenAvailable } from '../../../support/outside.ts';

interface CorpusFile {
  readonly path: string;
  readonly transferSyntaxUID: string | undefined;
  readonly isReadElsewhere: boolean;
  readonly notes: string;
}

const manifest = join(corpusDirectory, 'MANIFEST.tsv');
const hasCorpus = whenAvailable('the corpus of real files', existsSync(manifest));
const withPydicom = hasCorpus && whenAvailable('pydicom', hasPydicom());
const files = hasCorpus ? readManifest() : [];

function readManifest(): readonly CorpusFile[] {
  const rows = readFileSync(manifest, 'utf8').trim().split('\n').slice(1);
  return rows.map((row) => {
    const columns = row.split('\t');
    const [dcmdump, gdcminfo, notes = ''] = columns.slice(14);
    return {
      path: columns[0] ?? '',
      transferSyntaxUID: /\(([\d.]+)\)/.exec(columns[9] ?? '')?.[1],
      isReadElsewhere: dcmdump === 'ok' || gdcminfo === 'ok',
      notes,
    };
  });
}

function bytesOf(file: CorpusFile): Uint8Array {
  return new Uint8Array(readFileSync(join(corpusDirectory, file.path)));
}

/** Files neither dcmdump nor gdcminfo reads whole, and what this reader finds of them. */
const damaged: Readonly<Record<string, string>> = {
  // A stray byte before a bare data set: every group is odd by it.
  'files/pydicom/no_meta.dcm': 'refused',
  'files/pydicom/rtplan_truncated.dcm': 'truncated',
};

describe('the corpus', { timeout: 120_000 }, () => {
  it.runIf(hasCorpus)('is read whole, each file in less than a second', () => {
    for (const file of files) {
      if (damaged[file.path] === 'refused') continue;
      const bytes = bytesOf(file);
      const began = performance.now();
      const read = readBytes(bytes);
      toDicomJson(read.dataset);
      validateDataset(read.dataset, { validation: 'lenient' });
      expect(performance.now() - began, file.path).toBeLessThan(1000);
      expect(read.dataset.elements.length, file.path).toBeGreaterThan(0);
      expect(isProbablyDicom(bytes.subarray(0, 256)), file.path).toBe(true);
      if (file.transferSyntaxUID !== undefined) {
        expect(read.transferSyntaxUID, file.path).toBe(file.transferSyntaxUID);
      }
    }
  });

  it.runIf(hasCorpus)('has no other damage than the files known for it', () => {
    const refused = files.filter((file) => {
      try {
        readBytes(bytesOf(file));
        return false;
      } catch {
        return true;
      }
    });
    expect(refused.map(({ path }) => path)).toEqual(['files/pydicom/no_meta.dcm']);
    const unreadElsewhere = files.filter((file) => !file.isReadElsewhere).map(({ path }) => path);
    expect(unreadElsewhere).toEqual(Object.keys(damaged));
  });

  it.runIf(hasCorpus)('says of a file cut short that it is', () => {
    const truncated = files.filter((file) => {
      if (damaged[file.path] === 'refused') return false;
      return readBytes(bytesOf(file)).remarks.includes('truncated');
    });
    expect(truncated.map(({ path }) => path)).toEqual([
      // Its directory record sequence claims more bytes than the file has.
      'discs/pydicom-dicomdirtests/DICOMDIR-nooffset',
      'files/pydicom-data/emri_small_jpeg_2k_lossless_too_short.dcm',
      'files/pydicom/MR_truncated.dcm',
      'files/pydicom/rtplan_truncated.dcm',
    ]);
  });

  it.runIf(hasCorpus)('is the same after it was written and read again', () => {
    for (const file of files) {
      if (damaged[file.path] === 'refused') continue;
      const read = readBytes(bytesOf(file));
      const again = readBytes(rewritten(read));
      expect(again.remarks, file.path).toEqual([]);
      const before = comparable(wholeJson(read.dataset));
      const after = comparable(wholeJson(again.dataset));
      if (read.dataset.isLittleEndian) expect(after, file.path).toEqual(before);
      else expect(Object.keys(after), file.path).toEqual(Object.keys(before));
    }
  });
});

function rewritten(read: Part10): Uint8Array {
  const isEncapsulated = transferSyntaxEntry(read.transferSyntaxUID)?.isEncapsulated === true;
  const native = TransferSyntax.ExplicitVRLittleEndian;
  return writePart10({
    ...read,
    transferSyntaxUID: isEncapsulated ? read.transferSyntaxUID : native,
  });
}

/** Bytes are padded to even lengths by writing; nothing else may differ. */
function comparable(json: WholeJson): WholeJson {
  return Object.fromEntries(
    Object.entries(json).map(([tag, element]) => [tag, withEvenBytes(element)]),
  );
}

function withEvenBytes(element: WholeElement): WholeElement {
  const { InlineBinary, Value } = element;
  if (InlineBinary !== undefined) return { ...element, InlineBinary: evenBytes(InlineBinary) };
  if (element.fragments !== undefined) {
    return { ...element, fragments: element.fragments.map(evenBytes) };
  }
  if (element.vr !== 'SQ' || Value === undefined) return element;
  return { ...element, Value: Value.map((item) => comparable(item as WholeJson)) };
}

function evenBytes(base64: string): string {
  const bytes = Buffer.from(base64, 'base64');
  return Buffer.concat([bytes, Buffer.alloc(bytes.length % 2)]).toString('base64');
}

describe('compared with pydicom', { timeout: 120_000 }, () => {
  const readable = files.filter((file) => damaged[file.path] !== 'refused');

  it.runIf(withPydicom)('finds the same elements with the same VRs and values', () => {
    const theirs = readWithPydicom(readable.map(({ path }) => join(corpusDirectory, path)));
    expect(theirs).toHaveLength(readable.length);
    const differences = readable.flatMap((file, i) =>
      compare(wholeJson(readBytes(bytesOf(file)).dataset), theirs[i] ?? {}, file.path),
    );
    expect(differences).toEqual([
      // Its only fragment ends beyond the file: pydicom drops the element, this reader gives what there is.
      'files/pydicom-data/emri_small_jpeg_2k_lossless_too_short.dcm 7FE00010 here',
    ]);
    expect([...seenKinds].sort()).toEqual(Object.keys(pydicomDifferences).sort());
  });

  it.runIf(withPydicom)('writes files in which pydicom finds what this reader does', () => {
    const folder = mkdtempSync(join(tmpdir(), 'written-'));
    const paths = readable.map((file, i) => {
      const path = join(folder, `${String(i)}.dcm`);
      writeFileSync(path, rewritten(readBytes(bytesOf(file))));
      return path;
    });
    const theirs = readWithPydicom(paths);
    const differences = readable.flatMap((file, i) => {
      const ours = wholeJson(readBytes(readFileSync(paths[i] ?? '')).dataset);
      return compare(ours, theirs[i] ?? {}, file.path);
    });
    rmSync(folder, { recursive: true });
    expect(differences).toEqual([]);
  });
});

function readWithPydicom(paths: readonly string[]): readonly WholeJson[] {
  const output = execFileSync(python, [join('test', 'support', 'pydicom-elements.py')], {
    input: paths.join('\n'),
    encoding: 'utf8',
    maxBuffer: 1e9,
    stdio: ['pipe', 'pipe', 'ignore'],
  });
  return output
    .trim()
    .split('\n')
    .map((line) => (JSON.parse(line) as { readonly dataset: WholeJson }).dataset);
}

/** Kinds of differences the corpus has an example of. */
const seenKinds = new Set<string>();

/** Tags only one side has, and elements that no rule explains. */
function compare(ours: WholeJson, theirs: WholeJson, where: string): readonly string[] {
  const tags = [...new Set([...Object.keys(ours), ...Object.keys(theirs)])].sort();
  return tags.flatMap((tag) => {
    const place = `${where} ${tag}`;
    const [mine, other] = [ours[tag], theirs[tag]];
    if (mine === undefined) return [`${place} pydicom`];
    if (other === undefined) return [`${place} here`];
    if (mine.vr === 'SQ' && other.vr === 'SQ') return compareItems(mine, other, place);
    if (JSON.stringify(mine) === JSON.stringify(other)) return [];
    const kind = Object.entries(pydicomDifferences).find(([, rule]) => rule(mine, other, tag))?.[0];
    if (kind !== undefined) seenKinds.add(kind);
    return kind !== undefined ? [] : [`${place} ${JSON.stringify(mine)} ${JSON.stringify(other)}`];
  });
}

function compareItems(mine: WholeElement, other: WholeElement, place: string): readonly string[] {
  const [ours = [], theirs = []] = [mine.Value, other.Value];
  if (ours.length !== theirs.length) return [`${place} items`];
  return ours.flatMap((item, i) =>
    compare(item as WholeJson, theirs[i] as WholeJson, `${place}[${String(i)}]`),
  );
}
