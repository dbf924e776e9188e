// Loaded into a program under test with `--import`: writes how late its event loop runs, in milliseconds, into a file.
import { writeFileSync } from 'node:fs';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { isMainThread } from 'node:worker_threads';

const file = process.env['VESTIBULE_LOOP_FILE'];
const resolution = 10;

if (isMainThread && file !== undefined) {
  const histogram = monitorEventLoopDelay({ resolution });
  histogram.enable();
  const milliseconds = (nanoseconds) => Math.max(0, nanoseconds / 1e6 - resolution);
  setInterval(() => {
    const [p50, p99] = [50, 99].map((share) => milliseconds(histogram.percentile(share)));
    writeFileSync(file, JSON.stringify({ p50, p99, max: milliseconds(histogram.max) }));
  }, 500).unref();
}
