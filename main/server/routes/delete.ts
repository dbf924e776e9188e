import { described } from '../description.ts';
import { resourcePath } from '../parameters.ts';
import { nothing, partitionedRoute } from '../route.ts';
import { resourceTemplates } from './resource-templates.ts';

export const deleteRoutes = resourceTemplates.map(({ level, template }) =>
  partitionedRoute({
    method: 'DELETE',
    template,
    area: 'partitioned',
    summary: `Delete every instance of the ${level}`,
    describe: () => ({ answers: { 204: described.nothing }, refusals: [404] }),
    bind: nothing,
    handle: async (call) => {
      await call.archive.remove(resourcePath(call));
      return { status: 204 };
    },
  }),
);
