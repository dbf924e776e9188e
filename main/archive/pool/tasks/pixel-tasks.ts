import { ArchiveError } from '../../../../app/problems.ts';
import type { Tasks } from '../tasks.ts';

type Reply<T extends keyof Tasks> = Promise<Tasks[T]['reply']>;

export async function describe(): Reply<'describe'> {
  return Promise.reject(new ArchiveError('NotRenderable'));
}

export async function frames(): Reply<'frames'> {
  return Promise.reject(new ArchiveError('FrameNotFound'));
}

export async function decode(): Reply<'decode'> {
  return Promise.reject(new ArchiveError('NotTranscodable'));
}

export async function render(): Reply<'render'> {
  return Promise.reject(new ArchiveError('NotRenderable'));
}

export async function transcode(): Reply<'transcode'> {
  return Promise.reject(new ArchiveError('NotTranscodable'));
}
