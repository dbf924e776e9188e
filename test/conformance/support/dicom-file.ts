// The files conformance tests store: the least a store accepts, or a small image whose samples tell where they are.
import type { ElementFixture } from '../../fixtures/encode-elements.ts';
import { buildPart10, element } from '../../fixtures/part10-builder.ts';
import type { Part10Fixture } from '../../fixtures/part10-builder.ts';

type Value = NonNullable<ElementFixture['value']>;

/** By tag `ggggeeee`; written in ascending order. */
export type WrittenDataset = Readonly<
  Record<string, { readonly vr: string; readonly value: Value }>
>;

export function dicomFile(
  dataset: WrittenDataset,
  file: Omit<Part10Fixture, 'elements'> = {},
): Buffer {
  const elements = Object.entries(dataset)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([tag, { vr, value }]) => element(tag, vr, value));
  return Buffer.from(buildPart10({ ...file, elements }));
}

const ctImageStorage = '1.2.840.10008.5.1.4.1.1.2';

export interface Identity {
  readonly study: string;
  readonly series: string;
  readonly instance: string;
}

/** With values that no validation has anything to say about. */
export function minimalDataset(identity: Identity, rest: WrittenDataset = {}): WrittenDataset {
  return {
    '00080016': { vr: 'UI', value: ctImageStorage },
    '00080018': { vr: 'UI', value: identity.instance },
    '00080020': { vr: 'DA', value: '20240131' },
    '00080050': { vr: 'SH', value: 'A-900' },
    '00080060': { vr: 'CS', value: 'CT' },
    '00081030': { vr: 'LO', value: 'CHEST' },
    '00100010': { vr: 'PN', value: 'Doe^Jane' },
    '00100020': { vr: 'LO', value: '77' },
    '00100030': { vr: 'DA', value: '19700101' },
    '0020000D': { vr: 'UI', value: identity.study },
    '0020000E': { vr: 'UI', value: identity.series },
    ...rest,
  };
}

export const imageRows = 4;
export const imageColumns = 6;

/** Samples of a frame (1-based): every value tells where it came from. */
export function imageSamples(frame: number): Buffer {
  const samples = Buffer.alloc(imageRows * imageColumns * 2);
  for (let index = 0; index < imageRows * imageColumns; index += 1) {
    samples.writeUInt16LE(frame * 100 + index, index * 2);
  }
  return samples;
}

/** Unsigned 16-bit monochrome frames, native. */
export function imageDataset(identity: Identity, numberOfFrames = 1): WrittenDataset {
  const frames = Array.from({ length: numberOfFrames }, (_, index) => imageSamples(index + 1));
  return minimalDataset(identity, {
    ...(numberOfFrames > 1 && { '00280008': { vr: 'IS', value: String(numberOfFrames) } }),
    '00280002': { vr: 'US', value: 1 },
    '00280004': { vr: 'CS', value: 'MONOCHROME2' },
    '00280010': { vr: 'US', value: imageRows },
    '00280011': { vr: 'US', value: imageColumns },
    '00280100': { vr: 'US', value: 16 },
    '00280101': { vr: 'US', value: 16 },
    '00280102': { vr: 'US', value: 15 },
    '00280103': { vr: 'US', value: 0 },
    '7FE00010': { vr: 'OW', value: Buffer.concat(frames) },
  });
}
