import { ArchiveError } from '../../../app/problems.ts';
import { jsonAnswer } from '../call.ts';
import { described } from '../description.ts';
import { baseRoute, nothing } from '../route.ts';
import { printTimestamp } from '../timestamp.ts';

export const partitionRoutes = [
  baseRoute({
    method: 'GET',
    template: '/partitions',
    area: 'base',
    summary: 'List the data partitions',
    precedence: 'first',
    describe: () => ({ answers: { 200: described.json }, refusals: [400] }),
    bind: nothing,
    handle: ({ archive }) => {
      if (!archive.arePartitionsEnabled) throw new ArchiveError('PartitionsDisabled');
      return jsonAnswer(
        archive.partitions.list().map(({ partitionKey, partitionName, createdDate }) => ({
          partitionKey,
          partitionName,
          createdDate: printTimestamp(Date.parse(createdDate)),
        })),
      );
    },
  }),
];
