// Tests run the source; worker threads need a JavaScript file, so that one is built before the first test.
import { buildWorker } from '../../scripts/build.mjs';

export default async function setup(): Promise<void> {
  await buildWorker();
}
