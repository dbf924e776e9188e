// In which order a medium is read, and how many of its files at once: the workers' system tells.
import { expect, it } from 'vitest';
import { inReadOrder } from '../../../../main/archive/intake/store-medium.ts';
import type { Waiting } from '../../../../main/archive/intake/store-medium.ts';
import { faultyMedium, nameOf } from '../../../support/faulty-medium.ts';
import { partitionName, temporaryArchive } from '../../../support/temporary-archive.ts';

const images = 24;

/** What the system was asked for by an import of a medium, header by header and file by file. */
async function reads(isDisc: boolean): Promise<readonly string[]> {
  const medium = await faultyMedium(images);
  await medium.plan({ faults: [], dawdleMs: 15 });
  const { archive } = await temporaryArchive({
    workerUrl: medium.workerUrl,
    areSeeksSlow: () => Promise.resolve(isDisc),
  });
  const request = { paths: [medium.folder], label: 'disc', partitionName: partitionName('clinic') };
  const { job } = await archive.jobs.finished(archive.jobs.startImport(request).jobId);
  expect(job).toMatchObject({ state: 'complete', counts: { stored: images } });
  return medium.events();
}

function mostAtOnce(events: readonly string[]): number {
  let open = 0;
  let most = 0;
  for (const event of events) {
    open += event.startsWith('begin ') ? 1 : -1;
    most = Math.max(most, open);
  }
  return most;
}

it('reads a disc file by file, in the order of its folders', async () => {
  const events = await reads(true);
  expect(mostAtOnce(events)).toBe(1);
  const begun = events.filter((event) => event.startsWith('begin '));
  const inOrder = Array.from({ length: images }, (_, place) => `begin ${nameOf(place + 1)}`);
  // Once for the patients, once to be stored.
  expect(begun).toEqual([...inOrder, ...inOrder]);
});

it('reads several files at once from whatever seeks fast', async () => {
  expect(mostAtOnce(await reads(false))).toBeGreaterThan(1);
});

async function* nothing(): AsyncGenerator<Uint8Array> {
  yield await Promise.resolve(new Uint8Array());
}

function waitingAt(path: string, position?: number): Waiting {
  const place = position === undefined ? {} : { position };
  const file = { kind: 'file', path, bytes: 1, open: nothing, ...place } as const;
  return { file, account: { path, bytes: 1 } };
}

it('reads the files of a disc image as they lie on it, and leaves all others where they are', () => {
  const listed = [
    waitingAt('a'),
    waitingAt('image/1', 900),
    waitingAt('image/2', 100),
    waitingAt('image/3', 500),
    waitingAt('b'),
    waitingAt('c'),
  ];
  const order = inReadOrder(listed).map(({ account }) => account.path);
  expect(order).toEqual(['a', 'image/2', 'image/3', 'image/1', 'b', 'c']);
});
