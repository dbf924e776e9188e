// Where the elements of a private attribute are in a data set (PS3.5 §7.8.1).
import type { Tag } from './dataset.ts';
import { isPrivate, isPrivateCreator } from './dictionary.ts';

export interface PrivateAttribute {
  /** Tag `ggggeeee`, of which the creator's block takes the place of the first two digits of the element. */
  readonly path: Tag;
  /** Absent for standard attributes and for private creators themselves. */
  readonly privateCreator?: string;
}

interface Creators {
  readonly tags: Iterable<Tag>;
  readonly creatorOf: (tag: Tag) => string | undefined;
}

/** The tag of the attribute in a data set; undefined when its creator has reserved no block there. */
export function tagInDataset(
  { path, privateCreator }: PrivateAttribute,
  { tags, creatorOf }: Creators,
): Tag | undefined {
  if (privateCreator === undefined || !isPrivate(path)) return path;
  const group = path.slice(0, 4);
  for (const tag of tags) {
    if (!tag.startsWith(group) || !isPrivateCreator(tag)) continue;
    if (creatorOf(tag)?.trim() === privateCreator) return group + tag.slice(6) + path.slice(6);
  }
  return undefined;
}
