import { promises as fs } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { Tag } from '../../../../app/dicom/tag.ts';
import { TransferSyntax } from '../../../../app/dicom/transfer-syntax.ts';
import type { StoreOutcome } from '../../../../app/model/store.ts';
import { realFiles } from '../../../../main/archive/blobs/files.ts';
import type { Files } from '../../../../main/archive/blobs/files.ts';
import { ctImage, element } from '../../../fixtures/part10-builder.ts';
import {
  inPieces,
  neverAborted,
  partitionKeyOf,
  partitionName,
  readAll,
  store,
  temporaryArchive,
} from '../../../support/temporary-archive.ts';
import type { TemporaryArchive } from '../../../support/temporary-archive.ts';

async function filesIn(directory: string): Promise<readonly string[]> {
  const entries = await fs.readdir(directory, { recursive: true, withFileTypes: true });
  return entries.filter((entry) => entry.isFile()).map((entry) => entry.name);
}

/** What lies on the disk besides the index. */
async function litter({
  dataDirectory,
}: TemporaryArchive): Promise<{ blobs: number; incoming: number }> {
  const blobs = await filesIn(join(dataDirectory, 'blobs'));
  const incoming = await filesIn(join(dataDirectory, 'incoming'));
  return { blobs: blobs.length, incoming: incoming.length };
}

const kinds = (outcomes: readonly StoreOutcome[]): readonly string[] =>
  outcomes.map((outcome) => (outcome.kind === 'stored' ? 'stored' : outcome.problem)).sort();

describe('a stored instance', () => {
  it('is told with its identity, hash, size and patient', async () => {
    const { archive } = await temporaryArchive();
    const bytes = ctImage({ patientName: 'Doe^Jane', patientID: 'P1' });
    expect(await store(archive, bytes)).toMatchObject({
      kind: 'stored',
      identity: {
        partitionKey: 2,
        studyInstanceUID: '2.25.1001',
        seriesInstanceUID: '2.25.1002',
        sopInstanceUID: '2.25.1003',
      },
      patient: { patientName: 'Doe^Jane', patientID: 'P1' },
      bytes: bytes.length,
      sha256: expect.stringMatching(/^[0-9a-f]{64}$/) as string,
      attributeFailures: [],
    });
  });

  it('lies in a private file under a random name that says nothing of it', async () => {
    const temporary = await temporaryArchive();
    await store(temporary.archive, ctImage());
    const root = temporary.dataDirectory;
    const [name] = await filesIn(join(root, 'blobs'));
    expect(name).toMatch(/^[0-9a-f]{32}$/);
    const path = join(root, 'blobs', name?.slice(0, 2) ?? '', name?.slice(2, 4) ?? '', name ?? '');
    expect((await fs.stat(path)).mode & 0o777).toBe(0o600);
    expect((await fs.stat(root)).mode & 0o777).toBe(0o700);
  });

  it('is hashed the same in one piece and in thousands', async () => {
    const { archive } = await temporaryArchive();
    const big = ctImage({ rows: 1024, columns: 1024 });
    const request = { partitionName: partitionName('a'), validation: 'lenient' } as const;
    const whole = await archive.storeInstance(
      { ...request, bytes: inPieces(big, big.length) },
      neverAborted,
    );
    const other = { ...request, partitionName: partitionName('b') };
    const pieces = await archive.storeInstance(
      { ...other, bytes: inPieces(big, 777) },
      neverAborted,
    );
    expect(whole).toMatchObject({ kind: 'stored' });
    if (whole.kind !== 'stored' || pieces.kind !== 'stored') return;
    expect(pieces.sha256).toBe(whole.sha256);
  });

  it('keeps a preamble that looks like a program, byte for byte', async () => {
    const { archive } = await temporaryArchive();
    const preamble = new Uint8Array(128);
    preamble.set([0x4d, 0x5a]);
    const bytes = ctImage({ file: { preamble } });
    const outcome = await store(archive, bytes);
    if (outcome.kind !== 'stored') throw new Error(outcome.problem);
    const [instance] = archive.retrieve.instances(outcome.identity);
    expect(instance && (await readAll(instance))).toEqual(Buffer.from(bytes));
  });
});

describe('warnings', () => {
  it('say 1 when an attribute does not conform, which is neither searchable nor in the metadata', async () => {
    const { archive } = await temporaryArchive();
    const outcome = await store(archive, ctImage({ studyDate: '2024-13-01' }));
    expect(outcome).toMatchObject({
      kind: 'stored',
      warningReason: 1,
      attributeFailures: [{ tag: Tag.StudyDate }],
    });
    if (outcome.kind !== 'stored') return;
    const [document] = archive.retrieve.metadata(outcome.identity).documents;
    expect(document).not.toContain(Tag.StudyDate);
  });

  it('say 45063 for Implicit VR, even when an attribute does not conform either', async () => {
    const { archive } = await temporaryArchive();
    const file = { transferSyntaxUID: TransferSyntax.ImplicitVRLittleEndian };
    const outcome = await store(archive, ctImage({ studyDate: 'x', file }));
    expect(outcome).toMatchObject({ kind: 'stored', warningReason: 45063 });
  });

  it('tell of an empty PatientID, which is absent from the metadata', async () => {
    const { archive } = await temporaryArchive();
    const outcome = await store(archive, ctImage({ extra: [element(Tag.PatientID, 'LO')] }));
    expect(outcome).toMatchObject({ kind: 'stored', warningReason: 1 });
    if (outcome.kind !== 'stored') return;
    const [document = ''] = archive.retrieve.metadata(outcome.identity).documents;
    expect(JSON.parse(document)).not.toHaveProperty(Tag.PatientID);
  });

  it('tell of a file that is cut short', async () => {
    const { archive } = await temporaryArchive();
    const bytes = ctImage();
    const outcome = await store(archive, bytes.subarray(0, bytes.length - 10));
    expect(outcome).toMatchObject({ kind: 'stored', attributeFailures: [{ tag: Tag.PixelData }] });
  });
});

describe('a file that cannot be stored', () => {
  it.each<readonly [string, Uint8Array, string]>([
    ['nothing', new Uint8Array(), 'InvalidInstance'],
    ['text', new TextEncoder().encode('hello, this is no image'.repeat(20)), 'InvalidInstance'],
    ['no study', ctImage({ omit: [Tag.StudyInstanceUID] }), 'MissingAttribute'],
    ['no patient ID', ctImage({ omit: [Tag.PatientID] }), 'MissingAttribute'],
    ['a broken UID', ctImage({ sopInstanceUID: 'abc' }), 'MissingAttribute'],
  ])('is refused with its reason and leaves nothing behind: %s', async (_title, bytes, problem) => {
    const temporary = await temporaryArchive();
    expect(await store(temporary.archive, bytes)).toMatchObject({ kind: 'refused', problem });
    expect(await litter(temporary)).toEqual({ blobs: 0, incoming: 0 });
  });

  it('is refused for another study than the one asked for', async () => {
    const { archive } = await temporaryArchive();
    const request = {
      bytes: inPieces(ctImage()),
      partitionName: partitionName('clinic-A'),
      validation: 'lenient',
      studyInstanceUID: '1.2.3',
    } as const;
    expect(await archive.storeInstance(request, neverAborted)).toMatchObject({
      kind: 'refused',
      problem: 'StudyMismatch',
      sopInstanceUID: '2.25.1003',
    });
  });

  it('does not bring its partition into being', async () => {
    const { archive } = await temporaryArchive();
    await store(archive, new Uint8Array(500), 'typo');
    expect(archive.partitions.list().map((one) => one.partitionName)).toEqual([
      'Microsoft.Default',
    ]);
  });
});

describe('partitions', () => {
  it('come into being with their first instance, and are one in any spelling', async () => {
    const { archive } = await temporaryArchive();
    const outcomes = await Promise.all(
      ['Clinic-A', 'clinic-a', 'CLINIC-A'].map((name, position) =>
        store(archive, ctImage({ sopInstanceUID: `1.2.${String(position)}` }), name),
      ),
    );
    expect(kinds(outcomes)).toEqual(['stored', 'stored', 'stored']);
    expect(archive.partitions.list()).toHaveLength(2);
    expect(archive.partitions.find(partitionName('cLINIC-a'))?.partitionKey).toBe(2);
  });

  it('hold equal UIDs independently of each other', async () => {
    const { archive } = await temporaryArchive();
    expect(await store(archive, ctImage(), 'a')).toMatchObject({ kind: 'stored' });
    expect(await store(archive, ctImage({ patientName: 'Else^Someone' }), 'b')).toMatchObject({
      kind: 'stored',
    });
    const path = { studyInstanceUID: '2.25.1001' };
    await archive.remove({ partitionKey: partitionKeyOf(archive, 'a'), ...path });
    const inB = archive.retrieve.instances({ partitionKey: partitionKeyOf(archive, 'b'), ...path });
    expect(inB).toHaveLength(1);
    expect(archive.partitions.summaries().map((one) => one.instances)).toEqual([0, 0, 1]);
  });

  it('cannot be switched off while there are several, whatever they hold', async () => {
    const { archive, dataDirectory } = await temporaryArchive();
    await store(archive, ctImage());
    await archive.remove({
      partitionKey: partitionKeyOf(archive, 'clinic-A'),
      studyInstanceUID: '2.25.1001',
    });
    await archive.close();
    await expect(
      temporaryArchive({ dataDirectory, arePartitionsEnabled: false }),
    ).rejects.toMatchObject({
      code: 'DataPartitionsFeatureCannotBeDisabledException',
    });
    await expect(temporaryArchive({ dataDirectory })).resolves.toBeDefined();
  });
});

describe('the same instance again', () => {
  it('is refused and told whether it is the same bytes', async () => {
    const temporary = await temporaryArchive();
    const { archive } = temporary;
    await store(archive, ctImage());
    const refusal = { kind: 'refused', problem: 'DuplicateInstance' };
    expect(await store(archive, ctImage())).toMatchObject({ ...refusal, isIdentical: true });
    const other = ctImage({ patientName: 'Else^Someone' });
    expect(await store(archive, other)).toMatchObject({ ...refusal, isIdentical: false });
    const padded = ctImage({ studyInstanceUID: '2.25.1001 ' });
    expect(await store(archive, padded)).toMatchObject({ ...refusal, isIdentical: false });
    expect(await litter(temporary)).toEqual({ blobs: 1, incoming: 0 });
  });

  it('wins exactly once when fifty arrive together', async () => {
    const temporary = await temporaryArchive();
    const { archive } = temporary;
    const outcomes = await Promise.all(
      Array.from({ length: 50 }, (_, index) =>
        store(archive, ctImage({ patientName: `Doe^${String(index)}` })),
      ),
    );
    expect(kinds(outcomes).filter((kind) => kind === 'stored')).toHaveLength(1);
    expect(kinds(outcomes).filter((kind) => kind === 'DuplicateInstance')).toHaveLength(49);
    expect(await litter(temporary)).toEqual({ blobs: 1, incoming: 0 });
    expect(archive.changes.range({ after: 0, last: 1000, hasMetadata: false })).toHaveLength(1);
  });

  it('may be stored again after it was removed, as a new version', async () => {
    const { archive } = await temporaryArchive();
    const first = await store(archive, ctImage());
    if (first.kind !== 'stored') throw new Error(first.problem);
    await archive.remove(first.identity);
    const second = await store(archive, ctImage());
    if (second.kind !== 'stored') throw new Error(second.problem);
    expect(second.watermark).toBeGreaterThan(first.watermark);
  });
});

describe('a source that ends badly', () => {
  it('passes its own error through and leaves nothing behind', async () => {
    const temporary = await temporaryArchive();
    async function* broken(): AsyncGenerator<Uint8Array> {
      yield await Promise.resolve(ctImage().subarray(0, 400));
      throw new RangeError('the medium is scratched');
    }
    const request = { partitionName: partitionName('a'), validation: 'lenient' } as const;
    await expect(
      temporary.archive.storeInstance({ ...request, bytes: broken() }, neverAborted),
    ).rejects.toThrow(RangeError);
    expect(await litter(temporary)).toEqual({ blobs: 0, incoming: 0 });
  });

  it('is given up at once when it is cancelled while silent', async () => {
    const temporary = await temporaryArchive();
    const controller = new AbortController();
    async function* silent(): AsyncGenerator<Uint8Array> {
      yield await Promise.resolve(ctImage().subarray(0, 400));
      await new Promise(() => undefined);
    }
    const request = { partitionName: partitionName('a'), validation: 'lenient' } as const;
    const storing = temporary.archive.storeInstance(
      { ...request, bytes: silent() },
      controller.signal,
    );
    setTimeout(() => {
      controller.abort();
    }, 20);
    await expect(storing).rejects.toMatchObject({ code: 'Cancelled' });
    expect(await litter(temporary)).toEqual({ blobs: 0, incoming: 0 });
  });

  it('leaves nothing behind when what was staged is released', async () => {
    const temporary = await temporaryArchive();
    const long = ctImage({ rows: 1024, columns: 1024 });
    const staged = await temporary.archive.stage(inPieces(long, 65_536), neverAborted);
    expect((await litter(temporary)).incoming).toBe(1);
    await staged.release();
    await staged.release();
    expect(await litter(temporary)).toEqual({ blobs: 0, incoming: 0 });
  });
});

describe('a small instance that comes alone', () => {
  it('has its file made while it still comes in, and taken back when nobody stores it', async () => {
    const temporary = await temporaryArchive();
    let goOn = (): void => undefined;
    const more = new Promise<void>((resolve) => (goOn = resolve));
    async function* slow(): AsyncGenerator<Uint8Array> {
      yield await Promise.resolve(ctImage().subarray(0, 400));
      await more;
      yield ctImage().subarray(400);
    }
    const staging = temporary.archive.stage(slow(), neverAborted);
    await expect.poll(() => litter(temporary)).toEqual({ blobs: 1, incoming: 0 });
    goOn();
    await (await staging).release();
    expect(await litter(temporary)).toEqual({ blobs: 0, incoming: 0 });
  });

  it('is flushed without waiting for the judgement', async () => {
    let flushes = 0;
    const flush: Files['flush'] = (descriptor) => {
      flushes += 1;
      return realFiles.flush(descriptor);
    };
    const temporary = await temporaryArchive({ files: { ...realFiles, flush } });
    expect(await store(temporary.archive, Buffer.from('no instance'))).toMatchObject({
      kind: 'refused',
    });
    expect(flushes).toBe(1);
    expect(await litter(temporary)).toEqual({ blobs: 0, incoming: 0 });
  });
});

it('waits for nobody whose request is still on its way', async () => {
  const steps: string[] = [];
  const { archive } = await temporaryArchive({ onStep: (step) => steps.push(step) });
  const place = { partitionName: partitionName('clinic-A'), validation: 'lenient' } as const;
  const staged = await archive.stage(inPieces(ctImage()), neverAborted);
  let decide = (): void => undefined;
  const decided = new Promise<void>((resolve) => (decide = resolve));
  const turn = { undecided: () => decided, before: decided, pass: () => undefined };
  const slow = staged.store({ ...place, turn }, neverAborted);
  await expect.poll(() => steps).toContain('staged');
  vi.useFakeTimers({ toFake: ['setTimeout'] });
  onTestFinished(() => {
    vi.useRealTimers();
  });
  // No timer ends: one it waited for would hold it up for ever.
  expect(await store(archive, ctImage({ sopInstanceUID: '2.25.2' }))).toMatchObject({
    kind: 'stored',
  });
  decide();
  expect(await slow).toMatchObject({ kind: 'stored' });
});

it('never holds a large file in memory', async () => {
  const { archive } = await temporaryArchive();
  const head = ctImage({ pixelData: false });
  const pixelBytes = 400 * 1024 * 1024;
  const pixelHeader = new Uint8Array([0xe0, 0x7f, 0x10, 0, 0x4f, 0x57, 0, 0, 0, 0, 0, 0]);
  new DataView(pixelHeader.buffer).setUint32(8, pixelBytes, true);
  let peak = 0;
  async function* large(): AsyncGenerator<Uint8Array> {
    yield await Promise.resolve(head);
    yield pixelHeader;
    for (let sent = 0; sent < pixelBytes; sent += 65536) {
      peak = Math.max(peak, process.memoryUsage().rss);
      yield new Uint8Array(65536);
    }
  }
  const before = process.memoryUsage().rss;
  const request = { partitionName: partitionName('a'), validation: 'lenient' } as const;
  const outcome = await archive.storeInstance({ ...request, bytes: large() }, neverAborted);
  expect(outcome).toMatchObject({ kind: 'stored' });
  expect(peak - before).toBeLessThan(150 * 1024 * 1024);
});
