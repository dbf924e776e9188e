import { describe, expect, it } from 'vitest';
import type { InstanceUIDs } from '../../../../app/model/identifiers.ts';
import { ArchiveError } from '../../../../app/problems.ts';
import type { ProblemCode } from '../../../../app/problems.ts';
import { withoutKnown } from '../../../../main/archive/intake/known-medium.ts';
import type { KnownMediumPorts } from '../../../../main/archive/intake/known-medium.ts';
import type { MediaFile } from '../../../../main/archive/intake/source.ts';
import { neverAborted, partitionName } from '../../../support/temporary-archive.ts';

const megabytes = 1024 * 1024;
const instance = {
  ...{ studyInstanceUID: '1', seriesInstanceUID: '2', sopInstanceUID: '3' },
} as InstanceUIDs;

function file(path: string): MediaFile {
  return {
    ...{ kind: 'file', path, bytes: 5 * megabytes, local: Buffer.from(path) },
    open: () => {
      throw new Error('it is read by its name');
    },
  };
}

const files = ['A', 'B', 'C'].map(file);

/** Every file is known; `hash` is what the test is about. */
function ports(hash: KnownMediumPorts['hash']): KnownMediumPorts {
  const known = { bytes: 5 * megabytes, sha256: 'same', instance };
  return {
    files: () => Promise.resolve(new Map(files.map(({ path }) => [path, known]))),
    hash,
    about: () => ({ sopClassUID: '4' }),
  };
}

const same = { kind: 'hashed', bytes: 5 * megabytes, sha256: 'same' } as const;

async function leftOf(hash: KnownMediumPorts['hash'], areSeeksSlow = false) {
  const request = { fingerprint: 'f', partitionName: partitionName('P'), areSeeksSlow };
  const handling = { fileOf: (one: MediaFile) => one, onKnown: () => undefined };
  const recognition = { request, signal: neverAborted, ports: ports(hash) };
  return (await withoutKnown(files, handling, recognition)).map(({ path }) => path);
}

describe('files of a medium that came in before', () => {
  it('take the usual way when the medium keeps their reader busy for too long', async () => {
    const left = await leftOf((names) =>
      Buffer.from(names[0] ?? []).toString() === 'B'
        ? Promise.reject(new ArchiveError('ProcessingFailure'))
        : Promise.resolve(names.map(() => same)),
    );
    expect(left).toEqual(['B']);
  });

  it.each<ProblemCode>(['Cancelled', 'ArchiveUnavailable'])(
    'are not gone on with after %s',
    (code) =>
      expect(leftOf(() => Promise.reject(new ArchiveError(code)))).rejects.toMatchObject({ code }),
  );

  it('are read in one stream from a medium that is slow to seek', async () => {
    let reading = 0;
    let most = 0;
    const hash: KnownMediumPorts['hash'] = async (names) => {
      most = Math.max(most, (reading += 1));
      await new Promise(setImmediate);
      reading -= 1;
      return names.map(() => same);
    };
    expect(await leftOf(hash, true)).toEqual([]);
    expect(most).toBe(1);
    await leftOf(hash);
    expect(most).toBeGreaterThan(1);
  });
});
