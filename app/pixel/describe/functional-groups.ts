// PS3.3 C.7.6.16: values that enhanced images keep once for all frames or once per frame.
import type { Dataset, Tag } from '../../dicom/dataset.ts';
import { Tag as Tags } from '../../dicom/tag.ts';

/**
 * One value for all frames or one per frame: the frame's own item of `macro`, else the shared item,
 * else the top of the data set, else `fallback`.
 */
export function valuesPerFrame<T>(
  dataset: Dataset,
  macro: Tag,
  options: {
    readonly numberOfFrames: number;
    readonly read: (item: Dataset) => T | undefined;
    readonly fallback: T;
  },
): readonly T[] {
  const { read, fallback } = options;
  const [shared] = dataset.items(Tags.SharedFunctionalGroupsSequence);
  const common = readMacro(shared, macro, read) ?? read(dataset) ?? fallback;
  const frames = dataset.items(Tags.PerFrameFunctionalGroupsSequence);
  if (frames.length === 0) return [common];
  const values = Array.from(
    { length: options.numberOfFrames },
    (_, i) => readMacro(frames[i], macro, read) ?? common,
  );
  const first = JSON.stringify(values[0]);
  return values.every((value) => JSON.stringify(value) === first) ? values.slice(0, 1) : values;
}

function readMacro<T>(
  group: Dataset | undefined,
  macro: Tag,
  read: (item: Dataset) => T | undefined,
): T | undefined {
  const item = group?.items(macro)[0];
  return item === undefined ? undefined : read(item);
}
