// How set-up speaks: on stderr, one line a step; a failure is one sentence and an exit code.
export const say = (text) => process.stderr.write(`vestibule: ${text}\n`);

/** Something that cannot be had. The message tells the person what to do. */
export class SetupError extends Error {
  name = 'SetupError';
}

/** Runs `main`, turning set-up failures into their sentence. */
export async function runScript(main) {
  try {
    await main();
  } catch (error) {
    process.stderr.write(
      error instanceof SetupError ? `vestibule: ${error.message}\n` : `${error.stack}\n`,
    );
    process.exitCode = 1;
  }
}
