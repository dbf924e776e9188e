import { describe, expect, it } from 'vitest';
import type { DicomJson } from '../../../app/dicom/dicom-json.types.ts';
import { buildStack } from '../../../renderer/viewport/stack.ts';

interface Slice {
  readonly uid: string;
  readonly number?: number;
  readonly z?: number;
  readonly frames?: number;
  readonly orientation?: readonly number[];
}

function metadata({ uid, number, z, frames, orientation }: Slice): DicomJson {
  return {
    '00080018': { vr: 'UI', Value: [uid] },
    '0020000D': { vr: 'UI', Value: ['1.2'] },
    '0020000E': { vr: 'UI', Value: ['1.2.3'] },
    '00200013': number === undefined ? { vr: 'IS' } : { vr: 'IS', Value: [number] },
    '00200032': z === undefined ? { vr: 'DS' } : { vr: 'DS', Value: [-100, -100, z] },
    '00200037': { vr: 'DS', Value: orientation ?? [1, 0, 0, 0, 1, 0] },
    '00280008': frames === undefined ? { vr: 'IS' } : { vr: 'IS', Value: [frames] },
    '00280010': { vr: 'US', Value: [64] },
    '00280011': { vr: 'US', Value: [64] },
  };
}

const order = (slices: readonly Slice[]) =>
  buildStack(slices.map(metadata)).map((frame) => `${frame.sopInstanceUID}#${String(frame.frame)}`);

describe('the stack of a series', () => {
  it('goes along the normal of the slices, whatever their instance numbers say', () => {
    expect(
      order([
        { uid: '1.1', number: 1, z: 30 },
        { uid: '1.2', number: 2, z: 10 },
        { uid: '1.3', number: 3, z: 20 },
      ]),
    ).toEqual(['1.2#1', '1.3#1', '1.1#1']);
  });

  it('falls back to instance numbers when two slices share a position', () => {
    expect(
      order([
        { uid: '1.1', number: 3, z: 10 },
        { uid: '1.2', number: 1, z: 10 },
        { uid: '1.3', number: 2, z: 20 },
      ]),
    ).toEqual(['1.2#1', '1.3#1', '1.1#1']);
  });

  it('falls back to instance numbers when orientations are mixed', () => {
    expect(
      order([
        { uid: '1.1', number: 2, z: 10 },
        { uid: '1.2', number: 1, z: 20, orientation: [0, 1, 0, 0, 0, -1] },
      ]),
    ).toEqual(['1.2#1', '1.1#1']);
  });

  it('keeps the frames of a multi-frame instance together and in order', () => {
    expect(
      order([
        { uid: '1.2', number: 2 },
        { uid: '1.1', number: 1, frames: 3 },
      ]),
    ).toEqual(['1.1#1', '1.1#2', '1.1#3', '1.2#1']);
  });

  it('puts instances without a number last, in the order of their UIDs', () => {
    expect(order([{ uid: '1.9' }, { uid: '1.4' }, { uid: '1.8', number: 5 }])).toEqual([
      '1.8#1',
      '1.4#1',
      '1.9#1',
    ]);
  });

  it('leaves out what is not an image', () => {
    const report: DicomJson = { '00080018': { vr: 'UI', Value: ['1.5'] } };
    expect(buildStack([report])).toEqual([]);
  });
});
