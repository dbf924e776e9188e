// What of a study was updated since it was stored: for who wants to see the original beside it.
import { jsonAnswer } from '../call.ts';
import { described } from '../description.ts';
import { resourcePath } from '../parameters.ts';
import { nothing, partitionedRoute } from '../route.ts';

export const versionRoutes = [
  partitionedRoute({
    method: 'GET',
    template: '/studies/:study/versions',
    area: 'partitioned',
    summary: 'What of a study was updated since it was stored (extension)',
    describe: () => ({ answers: { 200: described.json }, refusals: [404] }),
    bind: nothing,
    handle: (call) => jsonAnswer(call.archive.studyVersions(resourcePath(call))),
  }),
];
