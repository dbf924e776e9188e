// The archive's own process, as Electron starts it.
import { utilityProcess } from 'electron';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import type { ForkArchive } from './archive-host.ts';

const entry = path.resolve(path.dirname(fileURLToPath(import.meta.url)), 'archive-process.js');

/** Flushes of the disk wait in these; those that wait beside each other share what the disk does for one. */
const threadsForFiles = '16';

/** No arguments: what it must know comes in a message. */
export const forkArchive: ForkArchive = ({ onMessage, onExit }) => {
  const child = utilityProcess.fork(entry, [], {
    serviceName: 'Vestibule archive',
    env: { ...process.env, UV_THREADPOOL_SIZE: threadsForFiles },
  });
  child.on('message', onMessage);
  child.on('exit', onExit);
  return {
    post: (message) => child.postMessage(message),
    kill: () => child.kill(),
  };
};
