// The route table. Versions, partition variants, 405 with Allow and the OpenAPI document follow from it.
import type { Route } from './route.ts';
import { bulkUpdateRoutes } from './routes/bulk-update.ts';
import { changeFeedRoutes } from './routes/change-feed.ts';
import { deleteRoutes } from './routes/delete.ts';
import { exportRoutes } from './routes/export.ts';
import { extendedQueryTagRoutes } from './routes/extended-query-tags.ts';
import { frameRoutes } from './routes/frames.ts';
import { healthRoutes } from './routes/health.ts';
import { metadataRoutes } from './routes/metadata.ts';
import { openApiRoutes } from './routes/open-api.ts';
import { operationRoutes } from './routes/operations.ts';
import { partitionRoutes } from './routes/partitions.ts';
import { renderedRoutes } from './routes/rendered.ts';
import { retrieveRoutes } from './routes/retrieve.ts';
import { searchRoutes } from './routes/search.ts';
import { storeRoutes } from './routes/store.ts';
import { workitemRoutes } from './routes/workitems.ts';
import { versionRoutes } from './routes/versions.ts';

const transactions: readonly Route[] = [
  ...partitionRoutes,
  ...storeRoutes,
  ...searchRoutes,
  ...retrieveRoutes,
  ...metadataRoutes,
  ...frameRoutes,
  ...renderedRoutes,
  ...deleteRoutes,
  ...bulkUpdateRoutes,
  ...exportRoutes,
  ...extendedQueryTagRoutes,
  ...operationRoutes,
  ...workitemRoutes,
  ...versionRoutes,
  ...changeFeedRoutes,
  ...healthRoutes,
];

export const routes: readonly Route[] = [...transactions, ...openApiRoutes(() => routes)];
