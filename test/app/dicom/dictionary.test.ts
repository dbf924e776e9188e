import { execFileSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import {
  dictionaryEntry,
  implicitVr,
  isPrivate,
  isPrivateCreator,
  keywordOf,
  tagOf,
  vmOf,
  vrOf,
} from '../../../app/dicom/dictionary.ts';
import { Tag } from '../../../app/dicom/tag.ts';
import { hasPydicom, python, whenAvailable } from '../../support/outside.ts';

const withPydicom = whenAvailable('pydicom', hasPydicom());

describe('the dictionary', () => {
  it.each([
    ['00100010', 'PatientName', 'PN', '1'],
    ['00281052', 'RescaleIntercept', 'DS', '1'],
    ['00189306', 'SingleCollimationWidth', 'FD', '1'],
    ['7FE00010', 'PixelData', 'ox', '1'],
    ['00280106', 'SmallestImagePixelValue', 'xs', '1'],
    ['00080008', 'ImageType', 'CS', '2-n'],
  ])('knows %s as %s', (tag, keyword, vr, vm) => {
    expect(dictionaryEntry(tag)).toEqual({ tag, keyword, vr, vm });
    expect(keywordOf(tag)).toBe(keyword);
    expect(tagOf(keyword)).toBe(tag);
    expect(vrOf(tag)).toBe(vr);
    expect(vmOf(tag)).toBe(vm);
  });

  it('knows the tags named in code under that keyword', () => {
    for (const [keyword, tag] of Object.entries(Tag)) expect(keywordOf(tag)).toBe(keyword);
  });

  it.each([
    ['60003000', 'OverlayData'],
    ['60023000', 'OverlayData'],
    ['60FE3000', 'OverlayData'],
    ['50020005', 'CurveDimensions'],
  ])('knows the repeated group of %s', (tag, keyword) => {
    expect(keywordOf(tag)).toBe(keyword);
  });

  it.each(['60013000', '61003000', '00091001', '00100011'])('does not know %s', (tag) => {
    expect(dictionaryEntry(tag)).toBeUndefined();
    expect(implicitVr(tag)).toBe('UN');
  });

  it('tells private tags and their creators', () => {
    expect(isPrivate('00091001')).toBe(true);
    expect(isPrivate('00100010')).toBe(false);
    expect(isPrivateCreator('00090010')).toBe(true);
    expect(isPrivateCreator('00091010')).toBe(false);
    expect(isPrivateCreator('00100010')).toBe(false);
    expect(implicitVr('00090010')).toBe('LO');
    expect(implicitVr('00080000')).toBe('UL');
  });

  it.runIf(withPydicom)('agrees with pydicom', () => {
    const script =
      'import json; from pydicom._dicom_dict import DicomDictionary as d; ' +
      'print(json.dumps([["%08X" % k, v[4], v[0], v[1]] for k, v in d.items()]))';
    const output = execFileSync(python, ['-c', script], { encoding: 'utf8' });
    const known = JSON.parse(output) as readonly (readonly [string, string, string, string])[];
    const choices: Readonly<Record<string, string>> = {
      ox: 'OB or OW',
      xs: 'US or SS',
      lt: 'US or OW',
    };
    const differences = known.flatMap(([tag, keyword, vr, vm]) => {
      const entry = dictionaryEntry(tag);
      if (keyword === '' || vr === 'NONE') return [];
      if (entry === undefined) return [`${tag} ${keyword} missing`];
      const ours = `${entry.keyword} ${choices[entry.vr] ?? entry.vr} ${entry.vm}`;
      const theirs = `${keyword} ${vr} ${vm}`;
      return ours === theirs ? [] : [`${tag} ${ours} | ${theirs}`];
    });
    // Retired: three VRs to choose from, of which OW keeps the bytes.
    expect(differences).toEqual([
      '00281200 GrayLookupTableData US or OW 1-n | GrayLookupTableData US or SS or OW 1-n',
    ]);
  });
});
