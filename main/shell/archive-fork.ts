// The archive's own process, as Electron starts it.
import { utilityProcess } from 'electron';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import type { ForkArchive } from './archive-host.ts';

const entry = path.resolve(path.dirname(fileURLToPath(import.meta.url)), 'archive-process.js');

/** No arguments and no environment of its own: what it must know comes in a message. */
export const forkArchive: ForkArchive = ({ onMessage, onExit }) => {
  const child = utilityProcess.fork(entry, [], { serviceName: 'Vestibule archive' });
  child.on('message', onMessage);
  child.on('exit', onExit);
  return {
    post: (message) => child.postMessage(message),
    kill: () => child.kill(),
  };
};
