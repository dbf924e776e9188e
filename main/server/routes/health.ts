import { jsonAnswer } from '../call.ts';
import { described } from '../description.ts';
import { baseRoute, nothing } from '../route.ts';

export const healthRoutes = [
  baseRoute({
    method: 'GET',
    template: '/health/check',
    area: 'unversioned',
    summary: 'Whether the archive answers',
    describe: () => ({ answers: { 200: described.json, 503: described.json } }),
    bind: nothing,
    handle: ({ archive }) => {
      const checks = archive.health();
      const isHealthy = checks.every((check) => check.isHealthy);
      const status = (check: { readonly isHealthy: boolean }) =>
        check.isHealthy ? 'Healthy' : 'Unhealthy';
      return jsonAnswer(
        {
          overallStatus: status({ isHealthy }),
          details: checks.map((check) => ({
            name: check.name,
            status: status(check),
            description: check.description,
          })),
        },
        isHealthy ? 200 : 503,
      );
    },
  }),
];
