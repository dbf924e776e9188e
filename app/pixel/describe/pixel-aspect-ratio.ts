import type { Dataset } from '../../dicom/dataset.ts';
import { Tag } from '../../dicom/tag.ts';

/**
 * Height of a pixel divided by its width: PixelSpacing, ImagerPixelSpacing (both row spacing first),
 * else PixelAspectRatio (vertical, horizontal); 1 when nothing usable is given.
 */
export function readPixelAspectRatio(dataset: Dataset): number {
  const [shared] = dataset.items(Tag.SharedFunctionalGroupsSequence);
  const [firstFrame] = dataset.items(Tag.PerFrameFunctionalGroupsSequence);
  const candidates: readonly (readonly number[] | undefined)[] = [
    shared?.items(Tag.PixelMeasuresSequence)[0]?.numbers(Tag.PixelSpacing),
    firstFrame?.items(Tag.PixelMeasuresSequence)[0]?.numbers(Tag.PixelSpacing),
    dataset.numbers(Tag.PixelSpacing),
    dataset.numbers(Tag.ImagerPixelSpacing),
    dataset.numbers(Tag.PixelAspectRatio),
  ];
  for (const [vertical = NaN, horizontal = NaN] of candidates.filter(
    (pair) => pair !== undefined,
  )) {
    const ratio = vertical / horizontal;
    // Beyond a hundred to one it is a slip of the pen, and a picture nobody could look at.
    if (vertical > 0 && horizontal > 0 && ratio >= 0.01 && ratio <= 100) return ratio;
  }
  return 1;
}
