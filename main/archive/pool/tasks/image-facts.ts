import type { Part10 } from '../../../../app/dicom/part10/part10.ts';
import { Tag } from '../../../../app/dicom/tag.ts';
import type { InstanceAttributes } from '../../instance-attributes.ts';

type ImageFacts = Pick<
  InstanceAttributes,
  'numberOfFrames' | 'frameTable' | 'areFramesExplicitLittleEndian'
>;

/** What frames there are and where. A file whose pixel data make no sense is stored all the same. */
export function imageFacts({ dataset }: Part10): ImageFacts {
  const hasPixels = [Tag.PixelData, Tag.FloatPixelData, Tag.DoubleFloatPixelData].some((tag) =>
    dataset.has(tag),
  );
  const numberOfFrames = hasPixels ? Math.max(1, dataset.number(Tag.NumberOfFrames) ?? 1) : 0;
  return { numberOfFrames, areFramesExplicitLittleEndian: false };
}
