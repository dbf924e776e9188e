import { expect, it } from 'vitest';
import { writeAll } from '../../../../main/archive/blobs/write-all.ts';

it('goes on behind what the system took, whatever it takes at a time', async () => {
  const taken: Uint8Array[] = [];
  const most = 3;
  await writeAll(
    (pieces) => {
      const some = Buffer.concat(pieces).subarray(0, most);
      taken.push(some);
      return Promise.resolve({ bytesWritten: some.length });
    },
    [Buffer.from('ab'), Buffer.from('cdef'), new Uint8Array(), Buffer.from('g')],
  );
  expect(taken.map(String)).toEqual(['abc', 'def', 'g']);
});

it('writes nothing where there is nothing', async () => {
  await writeAll(() => Promise.reject(new Error('written')), [new Uint8Array()]);
  await expect(
    writeAll(() => Promise.reject(new Error('full')), [Buffer.from('a')]),
  ).rejects.toThrow('full');
});
