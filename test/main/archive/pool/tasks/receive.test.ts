import { createHash } from 'node:crypto';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { Tag } from '../../../../../app/dicom/tag.ts';
import { receive } from '../../../../../main/archive/pool/tasks/receive.ts';
import type { ReceiveReply } from '../../../../../main/archive/pool/tasks.ts';
import { ctImage } from '../../../../fixtures/part10-builder.ts';

let folder: string;
let copy: string;

beforeEach(() => {
  folder = fs.mkdtempSync(path.join(os.tmpdir(), 'vestibule-receive-'));
  copy = path.join(folder, 'copy');
});

function written(name: string, bytes: Uint8Array): string {
  const file = path.join(folder, name);
  fs.writeFileSync(file, bytes);
  return file;
}

function take(file: string, bytes = fs.statSync(file).size): ReceiveReply {
  const [reply] = receive([
    { source: Buffer.from(file), bytes, path: copy, validation: 'lenient' },
  ]);
  if (reply === undefined) throw new Error('no reply');
  return reply;
}

describe('taking a file from a mounted medium', () => {
  it('copies it byte for byte and tells the hash of what it read', () => {
    const bytes = ctImage({ rows: 64, columns: 64 });
    const reply = take(written('IM1', bytes));
    const sha256 = createHash('sha256').update(bytes).digest('hex');
    expect(reply).toMatchObject({ kind: 'received', sha256, ingest: { kind: 'accepted' } });
    expect(fs.readFileSync(copy).equals(bytes)).toBe(true);
    expect(fs.statSync(copy).mode & 0o777).toBe(0o600);
  });

  it('does not mix up files of different lengths that follow one another', () => {
    const long = ctImage({ sopInstanceUID: '2.25.1', rows: 1024, columns: 1024 });
    const short = ctImage({ sopInstanceUID: '2.25.2', rows: 4, columns: 4 });
    take(written('long', long));
    fs.rmSync(copy);
    const reply = take(written('short', short));
    expect(fs.readFileSync(copy).equals(short)).toBe(true);
    expect(reply).toMatchObject({
      ingest: { kind: 'accepted', attributes: { sopInstanceUID: '2.25.2' } },
    });
  });

  it('writes nothing of an instance that may not be stored', () => {
    const reply = take(written('IM1', ctImage({ omit: [Tag.StudyInstanceUID] })));
    expect(reply).toMatchObject({
      kind: 'received',
      ingest: { kind: 'refused', problem: 'MissingAttribute' },
    });
    expect(fs.existsSync(copy)).toBe(false);
  });

  it('writes nothing of a file that is something else, and hands its beginning over', () => {
    const reply = take(written('README.TXT', Buffer.from('Images of a made-up patient.')));
    expect(reply).toMatchObject({ kind: 'other' });
    expect(reply.kind === 'other' && Buffer.from(reply.head).toString()).toContain('made-up');
    expect(fs.existsSync(copy)).toBe(false);
  });

  it.each([-1, 1])('refuses a file that has become %i byte longer than announced', (change) => {
    const bytes = ctImage();
    const reply = take(written('IM1', bytes), bytes.length - change);
    expect(reply).toEqual({ kind: 'unreadable', reason: 'changed' });
    expect(fs.existsSync(copy)).toBe(false);
  });

  it('does not follow a link that took the place of a file', () => {
    const target = written('IM1', ctImage());
    const link = path.join(folder, 'link');
    fs.symlinkSync(target, link);
    expect(take(link)).toEqual({ kind: 'unreadable', reason: 'ELOOP' });
  });

  it('says what the system says of a file that is gone', () => {
    expect(take(path.join(folder, 'gone'), 10)).toEqual({ kind: 'unreadable', reason: 'ENOENT' });
  });

  it('writes over nothing that is there', () => {
    const file = written('IM1', ctImage());
    fs.writeFileSync(copy, 'stored before');
    expect(() => take(file)).toThrow(expect.objectContaining({ code: 'StorageFailure' }) as Error);
    expect(fs.readFileSync(copy, 'utf8')).toBe('stored before');
  });

  it('fails as the archive, not as the file, when the copy cannot be written', () => {
    const file = written('IM1', ctImage());
    copy = path.join(folder, 'missing', 'copy');
    expect(() => take(file)).toThrow(expect.objectContaining({ code: 'StorageFailure' }) as Error);
  });
});
