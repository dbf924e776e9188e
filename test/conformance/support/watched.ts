// What is done to a store in a process of its own, with its memory watched meanwhile.
import { setTimeout as wait } from 'node:timers/promises';
import { storeLongImage } from './long-image.ts';
import type { LongImage } from './long-image.ts';
import { mixedLoad } from './mixed-load.ts';
import type { ServedStore } from './served-store.ts';

export const megabyte = 1024 * 1024;

/** Megabytes resident, ten times a second, while `work` is under way. */
async function watched<T>(store: ServedStore, work: Promise<T>): Promise<[T, readonly number[]]> {
  const resident: number[] = [];
  const state = { isOver: false };
  const end = (): void => void (state.isOver = true);
  work.then(end, end);
  while (!state.isOver) {
    resident.push(((await store.residentBytes()) ?? 0) / megabyte);
    await wait(100);
  }
  return [await work, resident];
}

export interface WatchedLoad {
  readonly answers: number;
  readonly stored: number;
  /** Of the store's event loop, milliseconds. */
  readonly delay: Awaited<ReturnType<ServedStore['loopDelay']>>;
  /** The most megabytes resident in the first and in the second half. */
  readonly peaks: readonly [first: number, second: number];
}

/** Rejects with the first connection that fails or answer that is not the one expected. */
export async function watchLoad(
  store: ServedStore,
  load: { readonly connections: number; readonly seconds: number },
): Promise<WatchedLoad> {
  const [done, resident] = await watched(store, mixedLoad({ port: store.port, ...load }));
  const half = Math.floor(resident.length / 2);
  const peaks = [Math.max(...resident.slice(0, half)), Math.max(...resident.slice(half))] as const;
  return { ...done, delay: await store.loopDelay(), peaks };
}

/** Stores one image of many frames; what was answered, and the most megabytes resident meanwhile. */
export async function watchLongImage(
  store: ServedStore,
  image: LongImage,
): Promise<{ readonly status: number | undefined; readonly peak: number }> {
  const storing = storeLongImage(store.port, '/v2/partitions/large/studies', image);
  const [status, resident] = await watched(store, storing);
  return { status, peak: Math.max(...resident) };
}
