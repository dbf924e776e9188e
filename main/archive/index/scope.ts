// The rows a resource path stands for.
import type { ResourcePath } from '../archive.ts';

/**
 * `WHERE` clause over `instances i` and its values; an index on the four identifiers serves every level. Order by
 * `+i.watermark`: without the plus SQLite would walk the whole partition in that order instead.
 */
export interface Scope {
  readonly where: string;
  readonly values: readonly (string | number)[];
}

export function scopeOf(path: ResourcePath): Scope {
  const { partitionKey, studyInstanceUID, seriesInstanceUID, sopInstanceUID } = path;
  const terms: string[] = ['i.partition_key = ?', 'i.study_instance_uid = ?'];
  const values: (string | number)[] = [partitionKey, studyInstanceUID];
  if (seriesInstanceUID !== undefined) {
    terms.push('i.series_instance_uid = ?');
    values.push(seriesInstanceUID);
  }
  if (sopInstanceUID !== undefined) {
    terms.push('i.sop_instance_uid = ?');
    values.push(sopInstanceUID);
  }
  return { where: terms.join(' AND '), values };
}

/** More texts than this are not worth keeping; whoever asks cannot fill the memory with them. */
const maxKept = 256;

/** Makes a thing once per text: statements, mostly. */
export function cached<T>(make: (text: string) => T): (text: string) => T {
  const made = new Map<string, T>();
  return (text) => {
    const known = made.get(text);
    if (known !== undefined) return known;
    const value = make(text);
    if (made.size >= maxKept) made.clear();
    made.set(text, value);
    return value;
  };
}
