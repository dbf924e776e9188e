// Stores images, adds extended query tags, and kills itself at a named step of indexing what was there before.
import { openArchiveWith } from '../../main/archive/open-archive.ts';
import { parsePartitionName } from '../../app/model/partition.ts';
import { Tag } from '../../app/dicom/tag.ts';
import { ctImage, element } from '../fixtures/part10-builder.ts';

const [dataDirectory = '', count = '0', occurrence = '1'] = process.argv.slice(2);
let left = Number(occurrence);
let isIndexing = false;

function onStep(reached: string): void {
  if (!isIndexing || reached !== 'journaled') return;
  left -= 1;
  // Nothing runs after this, not even an exit handler.
  if (left === 0) process.kill(process.pid, 'SIGKILL');
}

async function* pieces(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield await Promise.resolve(bytes);
}

const archive = await openArchiveWith({ dataDirectory, arePartitionsEnabled: true }, { onStep });
const partitionName = parsePartitionName('clinic-A');
if (partitionName === undefined) throw new Error('unreachable');
const extra = [element(Tag.PatientSex, 'CS', 'M'), element(Tag.ImageLaterality, 'CS', 'L')];
const lanes = 16;
let next = 1;
await Promise.all(
  Array.from({ length: lanes }, async () => {
    while (next <= Number(count)) {
      const number = next++;
      const uids = { studyInstanceUID: '1.1', sopInstanceUID: `1.1.1.${String(number)}` };
      const bytes = pieces(ctImage({ ...uids, instanceNumber: number, extra }));
      const request = { bytes, partitionName, validation: 'lenient' } as const;
      const { signal } = new AbortController();
      const outcome = await archive.storeInstance(request, signal);
      if (outcome.kind !== 'stored') throw new Error(outcome.problem);
    }
  }),
);
isIndexing = true;
archive.queryTags.add([
  { path: Tag.ImageLaterality, vr: 'CS', level: 'instance' },
  { path: Tag.PatientSex, vr: 'CS', level: 'study' },
]);
// Kept alive until the step comes.
setTimeout(() => process.exit(0), 20_000);
