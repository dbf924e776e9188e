// Stores images, exports them, and says so on standard output; whoever started it kills it in the middle.
import { writeSync } from 'node:fs';
import { parsePartitionName } from '../../app/model/partition.ts';
import { exportLayouts } from '../../app/model/export.ts';
import { openArchive } from '../../main/archive/open-archive.ts';
import { ctImage } from '../fixtures/part10-builder.ts';

const [dataDirectory = '', directory = '', wanted = '', count = '0'] = process.argv.slice(2);
const partitionName = parsePartitionName('crash');
const layout = exportLayouts.find((one) => one === wanted);
if (partitionName === undefined || layout === undefined) throw new Error('wrong arguments');

async function* pieces(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield await Promise.resolve(bytes);
}

const archive = await openArchive({ dataDirectory, arePartitionsEnabled: true });
const { signal } = new AbortController();
const numbers = Array.from({ length: Number(count) }, (_, n) => n + 1);
await Promise.all(
  numbers.map(async (number) => {
    const sopInstanceUID = `2.25.9${String(number)}`;
    const image = { sopInstanceUID, instanceNumber: number, rows: 256, columns: 256 };
    const bytes = ctImage({ ...image, pixelData: new Uint8Array(256 * 256 * 2).fill(number) });
    const request = { bytes: pieces(bytes), partitionName, validation: 'lenient' } as const;
    const outcome = await archive.storeInstance(request, signal);
    if (outcome.kind !== 'stored') throw new Error(outcome.problem);
  }),
);
const started = await archive.startExport({
  ...{ partitionName, layout, directory },
  identifiers: ['2.25.1001'],
});
writeSync(1, `${started.operationId}\n`);
