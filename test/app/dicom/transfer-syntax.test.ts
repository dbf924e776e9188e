import { execFileSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { sopClassName } from '../../../app/dicom/sop-class.ts';
import {
  TransferSyntax,
  transferSyntaxEntry,
  transferSyntaxes,
} from '../../../app/dicom/transfer-syntax.ts';
import { hasPydicom, python, whenAvailable } from '../../support/outside.ts';

const withPydicom = whenAvailable('pydicom', hasPydicom());

/** UID, name, kind, keyword of every UID pydicom knows. */
function knownUIDs(): readonly (readonly [string, string, string, string])[] {
  const script =
    'import json; from pydicom._uid_dict import UID_dictionary as d; ' +
    'print(json.dumps([[k, v[0], v[1], v[4]] for k, v in d.items()]))';
  const output = execFileSync(python, ['-c', script], { encoding: 'utf8' });
  return JSON.parse(output) as readonly (readonly [string, string, string, string])[];
}

describe('transfer syntaxes', () => {
  it('are listed once each', () => {
    const uids = transferSyntaxes.map(({ uid }) => uid);
    expect(new Set(uids).size).toBe(uids.length);
    expect(new Set(transferSyntaxes.map(({ keyword }) => keyword)).size).toBe(uids.length);
  });

  it('named in code are in the table under that keyword', () => {
    for (const [keyword, uid] of Object.entries(TransferSyntax)) {
      expect(transferSyntaxEntry(uid)?.keyword).toBe(keyword);
    }
  });

  it.each([
    [TransferSyntax.ImplicitVRLittleEndian, { isExplicitVR: false, isLittleEndian: true }],
    [TransferSyntax.ExplicitVRBigEndian, { isExplicitVR: true, isLittleEndian: false }],
    [TransferSyntax.DeflatedExplicitVRLittleEndian, { isDeflated: true, isEncapsulated: false }],
    [TransferSyntax.JPEGBaseline8Bit, { isEncapsulated: true, isLossy: true, codec: 'jpeg' }],
    [TransferSyntax.JPEG2000Lossless, { isEncapsulated: true, isLossy: false, codec: 'jpeg2000' }],
    [TransferSyntax.HTJ2K, { isEncapsulated: true, isLossy: true, codec: 'htj2k' }],
    ['1.2.840.10008.1.2.4.102.1', { keyword: 'MPEG4HP41F', isEncapsulated: true, isLossy: true }],
  ])('%s has the traits that decide how it is read', (uid, traits) => {
    expect(transferSyntaxEntry(uid)).toMatchObject(traits);
  });

  it('has no codec for what nobody decodes here', () => {
    expect(transferSyntaxEntry('1.2.840.10008.1.2.4.100')?.codec).toBeUndefined();
    expect(transferSyntaxEntry('1.2.3')).toBeUndefined();
  });

  it.runIf(withPydicom)('have the keywords and names of PS3.6', () => {
    for (const [uid, name, kind, keyword] of knownUIDs()) {
      if (kind !== 'Transfer Syntax') continue;
      expect(transferSyntaxEntry(uid)).toMatchObject({ name, keyword });
    }
  });
});

describe('SOP classes', () => {
  it('have names for people', () => {
    expect(sopClassName('1.2.840.10008.5.1.4.1.1.2')).toBe('CT Image Storage');
    expect(sopClassName('1.2.840.10008.1.3.10')).toBe('Media Storage Directory Storage');
    expect(sopClassName('1.2.3')).toBeUndefined();
  });

  it.runIf(withPydicom)('are all there', () => {
    for (const [uid, name, kind] of knownUIDs()) {
      if (kind !== 'SOP Class' || !/Storage( |$)/.test(name) || name.includes('Commitment'))
        continue;
      expect(sopClassName(uid)).toBe(name.replace(' SOP Class', ''));
    }
  });
});
