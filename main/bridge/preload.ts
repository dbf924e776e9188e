// Everything the page can reach of the machine: `window.bridge`, mapped from the contract, without logic of its own.
import { contextBridge, ipcRenderer, webUtils, type IpcRendererEvent } from 'electron';
import type { Bridge, Envelope } from '../../app/ipc/bridge.ts';
import type { Chosen } from '../../app/ipc/contract.ts';
import { bridgeEvents } from '../../app/ipc/events.ts';

async function call(channel: string, request: unknown): Promise<unknown> {
  const envelope = (await ipcRenderer.invoke(channel, request)) as Envelope<unknown>;
  if (envelope.ok) return envelope.value;
  // Error classes do not cross the bridge: the code goes in front of the sentence.
  throw new Error(`${envelope.code}: ${envelope.message}`);
}

const bridge: Bridge = {
  call: call as Bridge['call'],
  registerFiles: (files) => {
    const paths = files.map((file) => webUtils.getPathForFile(file as File)).filter(Boolean);
    return call('media.register', { paths }) as Promise<Chosen>;
  },
  on: (event, listener) => {
    if (!bridgeEvents.includes(event)) return () => undefined;
    const relay = (_event: IpcRendererEvent, payload: unknown) => listener(payload as never);
    ipcRenderer.on(event, relay);
    return () => ipcRenderer.removeListener(event, relay);
  },
};

contextBridge.exposeInMainWorld('bridge', bridge);
