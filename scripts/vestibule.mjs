// `npm run --silent vestibule -- <command>`: set-up on stderr when needed, then the command line in this process,
// so that signals and exit codes are its own.
import { runScript } from './setup/say.mjs';
import { setUpStore } from './setup/setup.mjs';

await runScript(async () => {
  await setUpStore();
  await import('../out/main/cli.js');
});
