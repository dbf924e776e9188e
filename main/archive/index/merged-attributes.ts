import type { DicomJson } from '../../../app/dicom/dicom-json.types.ts';
import type { InstanceAttributes } from '../instance-attributes.ts';

/** Contract 2.9: the latest instance wins where it has a value; ascending by tag. */
export function mergedAttributes(
  known: DicomJson,
  { indexed }: Pick<InstanceAttributes, 'indexed'>,
  tags: readonly string[],
): DicomJson {
  return Object.fromEntries(
    [...tags].sort().flatMap((tag) => {
      const element = indexed[tag]?.element ?? known[tag];
      return element === undefined ? [] : [[tag, element]];
    }),
  );
}
