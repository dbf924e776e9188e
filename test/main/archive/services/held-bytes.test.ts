import { expect, it } from 'vitest';
import { createHeldBytes } from '../../../../main/archive/services/held-bytes.ts';
import { inPieces, neverAborted } from '../../../support/temporary-archive.ts';

const bytes = (length: number): Uint8Array => Uint8Array.from({ length }, (_, index) => index);

async function whole(source: AsyncIterable<Uint8Array>): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of source) chunks.push(chunk);
  return Buffer.concat(chunks);
}

it('holds what ends early enough, byte for byte', async () => {
  const held = createHeldBytes({ each: 100, together: 1000 });
  const gathered = await held.gather(inPieces(bytes(100), 7), neverAborted);
  expect(gathered).toMatchObject({ kind: 'held' });
  if (gathered.kind === 'held')
    expect(Buffer.concat(gathered.pieces)).toEqual(Buffer.from(bytes(100)));
});

it('streams what is longer, from its first byte on', async () => {
  const held = createHeldBytes({ each: 100, together: 1000 });
  const gathered = await held.gather(inPieces(bytes(101), 7), neverAborted);
  expect(gathered.kind).toBe('longer');
  if (gathered.kind === 'longer')
    expect(await whole(gathered.bytes)).toEqual(Buffer.from(bytes(101)));
});

it('streams everything while enough is held, and holds again when some was released', async () => {
  const held = createHeldBytes({ each: 100, together: 100 });
  const first = await held.gather(inPieces(bytes(100)), neverAborted);
  expect((await held.gather(inPieces(bytes(1)), neverAborted)).kind).toBe('longer');
  if (first.kind === 'held') {
    first.release();
    first.release();
  }
  expect((await held.gather(inPieces(bytes(1)), neverAborted)).kind).toBe('held');
});

it('frees what it held of a source that failed or was given up', async () => {
  const held = createHeldBytes({ each: 100, together: 52 });
  async function* failing(): AsyncGenerator<Uint8Array> {
    yield await Promise.resolve(bytes(50));
    throw new Error('gone');
  }
  await expect(held.gather(failing(), neverAborted)).rejects.toThrow('gone');
  const silent = new ReadableStream<Uint8Array>();
  const signal = AbortSignal.timeout(20);
  await expect(held.gather(silent, signal)).rejects.toMatchObject({ code: 'Cancelled' });
  expect((await held.gather(inPieces(bytes(5)), neverAborted)).kind).toBe('held');
});
