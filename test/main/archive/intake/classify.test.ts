import { describe, expect, it } from 'vitest';
import type { NonDicomKind } from '../../../../app/model/jobs.ts';
import {
  hasForeignMagic,
  hasPart10Prefix,
  nonDicomKind,
} from '../../../../main/archive/intake/classify.ts';

const text = (latin1: string): Uint8Array => Buffer.from(latin1, 'latin1');

describe('what a file that is not DICOM is', () => {
  it.each<readonly [string, string, NonDicomKind]>([
    ['AUTORUN.INF', '[autorun]', 'system'],
    ['x/.DS_Store', '\0\0\0\x01Bud1', 'system'],
    ['x/._IM0001', '\x00\x05\x16\x07\0\x02', 'system'],
    ['Thumbs.db', '\xd0\xcf\x11\xe0\xa1\xb1', 'system'],
    ['VIEWER/view.exe', 'MZ\x90\0', 'viewer'],
    ['VIEWER/lib', '\x7fELF\x02', 'viewer'],
    ['VIEWER/app.jar', 'PK\x03\x04', 'viewer'],
    ['VIEWER/app.js', 'var a', 'viewer'],
    ['report.dcm', '%PDF-1.7', 'document'],
    ['page.dcm', '<!doctype html>', 'document'],
    ['notes.dcm', 'this is no image\r\n\xe4', 'document'],
    ['VIEWER/empty.jar', 'PK\x05\x06', 'viewer'],
    ['README', 'Hello', 'document'],
    ['letter.docx', 'PK\x03\x04', 'document'],
    ['letter.doc', '\xd0\xcf\x11\xe0\xa1\xb1', 'document'],
    ['photo', '\xff\xd8\xff\xe0', 'picture'],
    ['scan', 'II*\0', 'picture'],
    ['film.mp4', '\0\0\0\x18ftypisom', 'picture'],
    ['images.zip', 'PK\x03\x04', 'archive'],
    ['disc.iso', '\0\0', 'archive'],
    ['disc', `${'\0'.repeat(32769)}CD001`, 'archive'],
    ['disc.tar', `${'\0'.repeat(257)}ustar`, 'archive'],
    ['settings.ini', '[a]', 'system'],
    ['blob', '\x01\x02', 'other'],
    ['IM0001', '', 'empty'],
  ])('calls %s by its content or name', (path, head, kind) => {
    expect(nonDicomKind(path, text(head))).toBe(kind);
  });

  it('takes the DICM prefix for DICOM even behind a foreign preamble', () => {
    const tiff = Buffer.alloc(132);
    tiff.write('II*\0', 0, 'latin1');
    tiff.write('DICM', 128, 'latin1');
    expect(hasPart10Prefix(tiff)).toBe(true);
    expect(hasPart10Prefix(tiff.subarray(0, 131))).toBe(false);
    expect(hasForeignMagic(tiff)).toBe(true);
    expect(hasForeignMagic(text('\x08\0\x05\0'))).toBe(false);
  });
});
