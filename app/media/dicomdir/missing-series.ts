// Images a medium lacks, told as a person asks for them: by series and number.
import type { NumberRange } from '../../model/gaps.ts';
import type { MissingSeries } from '../../model/media-audit.ts';
import type { ListedFile } from './directory-tree.ts';

/** More are a list nobody reads. */
const filesNamed = 20;
const rangesNamed = 20;

function rangesOf(numbers: readonly number[]): readonly NumberRange[] {
  const ranges: { first: number; last: number }[] = [];
  for (const number of [...new Set(numbers)].sort((a, b) => a - b)) {
    const range = ranges.at(-1);
    if (range !== undefined && number === range.last + 1) range.last = number;
    else ranges.push({ first: number, last: number });
  }
  return ranges;
}

function seriesOf(images: readonly ListedFile[]): MissingSeries {
  const [first] = images;
  const { studyInstanceUID, seriesInstanceUID, modality, seriesNumber } = first ?? {};
  return {
    ...(studyInstanceUID !== undefined && { studyInstanceUID }),
    ...(seriesInstanceUID !== undefined && { seriesInstanceUID }),
    ...(modality !== undefined && { modality }),
    ...(seriesNumber !== undefined && { seriesNumber }),
    images: images.length,
    numbers: rangesOf(images.flatMap(({ instanceNumber }) => instanceNumber ?? [])).slice(
      0,
      rangesNamed,
    ),
    files: images.slice(0, filesNamed).map(({ fileID }) => fileID.join('/')),
  };
}

/** The series with the most missing images first; at most `most` of them. */
export function missingSeries(
  images: readonly ListedFile[],
  most: number,
): readonly MissingSeries[] {
  const groups = new Map<string, ListedFile[]>();
  for (const image of images) {
    const key = `${image.studyInstanceUID ?? ''} ${image.seriesInstanceUID ?? ''}`;
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [image]);
    else group.push(image);
  }
  return [...groups.values()]
    .sort((a, b) => b.length - a.length)
    .slice(0, most)
    .map(seriesOf);
}
