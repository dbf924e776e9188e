// What a chosen medium lists, and what its files hold.
import { chosenMedia } from '../../main/archive/intake/chosen-media.ts';
import type { ContainerPorts } from '../../main/archive/intake/containers.ts';
import { createScratch } from '../../main/archive/intake/scratch.ts';
import type { MediaEntry, MediaSource } from '../../main/archive/intake/source.ts';

/** What a medium says that nobody takes away. */
export const plainFolder: Pick<MediaSource, 'kind' | 'isThere'> = {
  kind: () => Promise.resolve('folder'),
  isThere: () => Promise.resolve(true),
};

const never = new AbortController().signal;

export async function collect<T>(items: AsyncIterable<T>): Promise<T[]> {
  const all: T[] = [];
  for await (const item of items) all.push(item);
  return all;
}

/** `archive` is a folder in place of a data directory; private copies go there. */
export function mediaAt(paths: readonly string[], archive: string, password?: string): MediaSource {
  const ports: ContainerPorts = {
    scratch: createScratch(archive),
    ...(password !== undefined && { password }),
  };
  return chosenMedia(paths, archive, ports);
}

export function listMedia(...chosen: Parameters<typeof mediaAt>): Promise<MediaEntry[]> {
  return collect(mediaAt(...chosen).list(never));
}

/** The bytes of a file as text; what reading it throws as `code: sentence`. */
export async function contentOf(entry: MediaEntry | undefined): Promise<string> {
  if (entry?.kind !== 'file') throw new Error('not a file');
  return Buffer.concat(await collect(entry.open(never))).toString('latin1');
}
