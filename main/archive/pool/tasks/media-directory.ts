// Reads the records of a DICOMDIR: a large or hostile one must not hold up whoever asks.
import { readDirectoryRecords } from '../../../../app/media/dicomdir/directory-records.ts';
import { mediaDirectory as treeOf } from '../../../../app/media/dicomdir/directory-tree.ts';
import type { MediaDirectoryReply, MediaDirectoryRequest } from '../tasks.ts';

export function mediaDirectory({ content }: MediaDirectoryRequest): MediaDirectoryReply {
  const records = readDirectoryRecords(content);
  return records === undefined ? {} : { directory: treeOf(records) };
}
