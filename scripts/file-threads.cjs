// The threads in which Node waits for files, made before anything else: how many there are is settled with the first use.
// CommonJS, because Node uses them for the first module of the other kind. Run before a program: `node -r file-threads.cjs`.
const { readdirSync, stat } = require('node:fs');
const { getPriority, setPriority } = require('node:os');
const { isMainThread } = require('node:worker_threads');

/** On the scale of `nice`, where 0 is usual and 19 last. As for the threads that work (`main/archive/pool/step-back.ts`). */
const niceness = 10;

const threads = () => new Set(readdirSync('/proc/self/task'));

/** They and nothing else come with the first question about a file. */
function begin() {
  const before = threads();
  stat('/', () => undefined);
  return [...threads()].filter((thread) => !before.has(thread));
}

/** Whoever waits for an answer of the event loop goes before them; Linux alone gives threads priorities of their own. */
function stepBack() {
  try {
    for (const thread of begin()) setPriority(Number(thread), Math.max(niceness, getPriority()));
  } catch (error) {
    // Where nobody may set priorities, or see threads, all goes on as well.
    if (error.syscall === undefined) throw error;
  }
}

if (isMainThread) {
  // So many flushes of the disk may wait beside each other, which then share what the disk does for one.
  process.env.UV_THREADPOOL_SIZE ??= '16';
  if (process.platform === 'linux') stepBack();
}
