// The one ipcMain.handle: every channel of the contract, answered in one place.
import { ipcMain } from 'electron';
import { contract, type Channel } from '../../app/ipc/contract.ts';
import type { Log } from '../../app/log.ts';
import { answer } from './answer.ts';
import type { Handlers } from './handlers.ts';

export function handleCalls(handlers: Handlers, log: Log): void {
  for (const channel of Object.keys(contract) as Channel[]) {
    ipcMain.handle(channel, (event, request: unknown) =>
      answer(channel, { event, request }, handlers, log),
    );
  }
}
