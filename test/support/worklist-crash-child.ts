// Creates and claims workitems until it is killed; says on standard output what was acknowledged.
import { writeSync } from 'node:fs';
import { parsePartitionName } from '../../app/model/partition.ts';
import { openArchive } from '../../main/archive/open-archive.ts';
import { workitem } from '../conformance/support/workitems.ts';

const [dataDirectory = ''] = process.argv.slice(2);
const archive = await openArchive({ dataDirectory, arePartitionsEnabled: true });
const partitionName = parsePartitionName('crash');
if (partitionName === undefined) throw new Error('unreachable');

for (let number = 1; ; number += 1) {
  const place = { partitionName, sopInstanceUID: `1.7.${String(number)}` };
  archive.worklist.create(place, workitem());
  writeSync(1, `${place.sopInstanceUID} SCHEDULED\n`);
  const partitionKey = archive.partitions.find(partitionName)?.partitionKey;
  if (partitionKey === undefined) throw new Error('a workitem without its partition');
  archive.worklist.changeState({ ...place, partitionKey }, 'IN PROGRESS', '1.8');
  writeSync(1, `${place.sopInstanceUID} IN PROGRESS\n`);
}
