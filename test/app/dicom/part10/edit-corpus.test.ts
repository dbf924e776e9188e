// Real files of public collections: each is edited and compared, element by element, with what it was.
import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { deflateRawSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { correctionEdit } from '../../../../app/dicom/correction.ts';
import { memorySource } from '../../../../app/dicom/dataset.ts';
import { planEdit, planSource } from '../../../../app/dicom/part10/edit.ts';
import { openPart10, type OpenedPart10 } from '../../../../app/dicom/part10/read.ts';
import { Tag } from '../../../../app/dicom/tag.ts';
import { ArchiveError } from '../../../../app/problems.ts';
import { part10Options } from '../../../fixtures/read-bytes.ts';
import { corpusDirectory, hasPydicom, python, whenAvailable } from '../../../support/outside.ts';

const hasCorpus = whenAvailable('the corpus of real files', existsSync(corpusDirectory));
const withPydicom = hasCorpus && whenAvailable('pydicom', hasPydicom());
const files = hasCorpus ? filesBelow(corpusDirectory).sort() : [];

const changes = {
  [Tag.AccessionNumber]: { vr: 'SH', Value: ['ACC-4711'] },
  [Tag.PatientName]: { vr: 'PN', Value: [{ Alphabetic: 'Corrected^Patient^A' }] },
  [Tag.PatientID]: { vr: 'LO', Value: ['CORRECTED-1'] },
  [Tag.PatientComments]: { vr: 'LT' },
};
const provenance = {
  reason: 'CORRECT',
  dateTime: '20240131101500',
  system: 'Vestibule',
  source: '',
  equipment: { manufacturer: 'Vestibule', model: 'Vestibule', softwareVersion: '1' },
} as const;

function filesBelow(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true, recursive: true })
    .filter(
      (entry) => entry.isFile() && !entry.name.endsWith('.tsv') && !entry.name.endsWith('.md'),
    )
    .map((entry) => join(entry.parentPath, entry.name));
}

/** Undefined for files that are no instances: a directory points into itself by offsets. */
function opened(path: string): OpenedPart10 | undefined {
  try {
    const file = openPart10(memorySource(new Uint8Array(readFileSync(path))), part10Options);
    return file.file.dataset.has(Tag.DirectoryRecordSequence) ? undefined : file;
  } catch (error) {
    if (error instanceof ArchiveError && error.code === 'InvalidInstance') return undefined;
    throw error;
  }
}

/** Undefined when the file is refused, which only one cut short before its patient may be. */
function edited(before: OpenedPart10, isRecorded: boolean): Uint8Array | undefined {
  try {
    return written(before, isRecorded);
  } catch (error) {
    if (before.file.remarks.includes('truncated')) return undefined;
    throw error;
  }
}

function written(before: OpenedPart10, isRecorded: boolean): Uint8Array {
  const edit = correctionEdit(before.file, changes, isRecorded ? provenance : undefined);
  const plan = planEdit(before, edit, (bytes) => deflateRawSync(bytes));
  return planSource(plan, before.layout.source).read(0, plan.bytes);
}

/** Each element of the top level, header included, as the bytes it is made of. */
function rawElements({ file, layout }: OpenedPart10): ReadonlyMap<string, string> {
  return new Map(
    layout.data.root.elements.map(({ tag, start, offset, length }, position) => [
      `${tag} ${position > 0 && isRepeated(layout, tag) ? String(position) : ''}`.trim(),
      Buffer.from(file.source.read(start, offset + length - start)).toString('base64'),
    ]),
  );
}

function isRepeated({ data }: OpenedPart10['layout'], tag: string): boolean {
  return data.root.elements.filter((one) => one.tag === tag).length > 1;
}

describe('editing the corpus', { timeout: 240_000 }, () => {
  it.runIf(hasCorpus)('leaves every byte of every other element as it was', () => {
    let count = 0;
    for (const path of files) {
      const before = opened(path);
      if (before === undefined) continue;
      const bytes = edited(before, false);
      if (bytes === undefined) continue;
      const after = openPart10(memorySource(bytes), part10Options);
      count += 1;
      const were = rawElements(before);
      const are = rawElements(after);
      for (const [tag, bytes] of were) {
        if (!(tag in changes)) expect(are.get(tag) === bytes, `${path} ${tag}`).toBe(true);
      }
      for (const tag of are.keys()) {
        expect(were.has(tag) || tag in changes, `${path} ${tag}`).toBe(true);
      }
      expect(after.file.dataset.string(Tag.PatientName), path).toBe('Corrected^Patient^A');
      expect(after.file.dataset.string(Tag.PatientID), path).toBe('CORRECTED-1');
      expect(after.file.dataset.string(Tag.AccessionNumber), path).toBe('ACC-4711');
      expect(after.file.dataset.element(Tag.PatientComments)?.length, path).toBe(0);
      expect(after.file.transferSyntaxUID, path).toBe(before.file.transferSyntaxUID);
    }
    expect(count).toBeGreaterThan(340);
  });

  it.runIf(hasCorpus)('keeps what lies behind the last element', () => {
    for (const path of files) {
      const before = opened(path);
      if (before === undefined || before.file.source !== before.layout.source) continue;
      const bytes = edited(before, false);
      if (bytes === undefined) continue;
      const tail = Math.min(64, before.layout.source.length - before.layout.dataOffset);
      const was = before.layout.source.read(before.layout.source.length - tail, tail);
      const [last] = before.layout.data.root.elements.slice(-1);
      if (last === undefined || last.tag <= Tag.PatientComments || last.length < tail) continue;
      expect(Buffer.compare(bytes.subarray(bytes.length - tail), was), path).toBe(0);
    }
  });

  it.runIf(withPydicom)('gives files that pydicom reads as the same but for the change', () => {
    const folder = mkdtempSync(join(tmpdir(), 'vestibule-edit-'));
    try {
      const list: string[] = [];
      files.forEach((path, index) => {
        const before = opened(path);
        if (before === undefined || before.file.remarks.length > 0) return;
        const target = join(folder, `${String(index)}.dcm`);
        writeFileSync(target, written(before, true));
        list.push(`${path}\t${target}`);
      });
      writeFileSync(join(folder, 'list.tsv'), list.join('\n'));
      const found = execFileSync(
        python,
        ['test/support/pydicom-edited.py', join(folder, 'list.tsv')],
        {
          encoding: 'utf8',
        },
      );
      expect(found.trim()).toBe('');
      expect(list.length).toBeGreaterThan(300);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});
