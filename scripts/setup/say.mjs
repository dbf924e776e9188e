// How set-up speaks: on stderr, one line a step; a failure is one sentence and an exit code.
export const say = (text) => process.stderr.write(`vestibule: ${text}\n`);

const parentLookMs = 500;

/** Something that cannot be had. The message tells the person what to do. */
export class SetupError extends Error {
  name = 'SetupError';
}

/**
 * npm runs a script through a shell that dies of the signal npm hands it without passing it on; losing that parent
 * is then the only sign that this program is to stop.
 */
function endWithParent() {
  if (process.env.npm_lifecycle_event === undefined) return;
  const parent = process.ppid;
  const look = () => {
    if (process.ppid !== parent) process.kill(process.pid, 'SIGTERM');
  };
  setInterval(look, parentLookMs).unref();
}

/** Runs `main`, turning set-up failures into their sentence. */
export async function runScript(main) {
  endWithParent();
  try {
    await main();
  } catch (error) {
    process.stderr.write(
      error instanceof SetupError ? `vestibule: ${error.message}\n` : `${error.stack}\n`,
    );
    process.exitCode = 1;
  }
}
