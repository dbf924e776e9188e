// Files as real devices write them, through the front door and back.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import pLimit from 'p-limit';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { corpusDirectory, whenAvailable } from '../support/outside.ts';
import { openTestStore } from './support/test-store.ts';
import type { TestStore } from './support/test-store.ts';

const isHere = whenAvailable('the corpus of real files', existsSync(corpusDirectory));

describe('real files', () => {
  let store: TestStore;
  beforeAll(async () => {
    store = await openTestStore();
  });
  afterAll(() => store.close());

  interface Told {
    readonly path: string;
    readonly fault: string;
  }

  /** Many share UIDs, so each gets a partition of its own. Empty: all is well. */
  async function storeAndReadBack(path: string, partition: string): Promise<Told[]> {
    const bytes = readFileSync(path);
    const reply = await store.store(`/v2/partitions/${partition}/studies`, [bytes]);
    if (reply.status === 409) {
      return reply.text.includes('"00081197":{"vr":"US","Value":[43264]}')
        ? []
        : [{ path, fault: reply.text }];
    }
    if (reply.status !== 200 && reply.status !== 202)
      return [{ path, fault: String(reply.status) }];
    const url = /"00081190":\{"vr":"UR","Value":\["([^"]+)"/.exec(reply.text)?.[1] ?? '';
    const address = new URL(url).pathname;
    const back = await store.send('GET', address, {
      headers: { Accept: 'application/dicom; transfer-syntax=*' },
    });
    const metadata = await store.get(`${address}/metadata`);
    const found = await store.get(`/v2/partitions/${partition}/studies?includefield=all`);
    const faults = [
      back.body.equals(bytes) ? undefined : 'other bytes came back',
      metadata.status === 200 && Array.isArray(metadata.json) ? undefined : 'no metadata',
      found.status === 200 && Array.isArray(found.json) ? undefined : 'not found',
    ];
    return faults.filter((fault) => fault !== undefined).map((fault) => ({ path, fault }));
  }

  it.runIf(isHere)(
    'are stored and come back byte for byte, or are refused for what they lack',
    { timeout: 120_000 },
    async () => {
      const files = readdirSync(corpusDirectory, { recursive: true, withFileTypes: true })
        .filter((entry) => entry.isFile() && !/\.(tsv|md|txt)$/.test(entry.name))
        .map((entry) => join(entry.parentPath, entry.name));
      expect(files.length).toBeGreaterThan(100);
      const limit = pLimit(8);
      const told = await Promise.all(
        files.map((path, index) => limit(() => storeAndReadBack(path, `f${String(index)}`))),
      );
      expect(told.flat()).toEqual([]);
    },
  );
});
