// Everything the page can reach of the machine: `window.bridge`, mapped from the contract.
// Its one decision: paths are registered for Files a person dropped or picked, never for text the page sends.
import { contextBridge, ipcRenderer, webUtils, type IpcRendererEvent } from 'electron';
import { preloadChannel, type Bridge, type Envelope } from '../../app/ipc/bridge.ts';
import type { Chosen } from '../../app/ipc/contract.ts';
import { bridgeEvents } from '../../app/ipc/events.ts';

async function invoke(channel: string, request: unknown): Promise<unknown> {
  const envelope = (await ipcRenderer.invoke(channel, request)) as Envelope<unknown>;
  if (envelope.ok) return envelope.value;
  // Error classes do not cross the bridge: the code goes in front of the sentence.
  throw new Error(`${envelope.code}: ${envelope.message}`);
}

async function call(channel: unknown, request: unknown): Promise<unknown> {
  // Text is made of it once: an object could answer the comparison one way and Electron another.
  const name = String(channel);
  if (name === preloadChannel) throw new Error('Forbidden: Authorization failed.');
  return invoke(name, request);
}

const bridge: Bridge = {
  call: call as Bridge['call'],
  registerFiles: (files) => {
    const paths = files.map((file) => webUtils.getPathForFile(file as File)).filter(Boolean);
    return invoke(preloadChannel, { paths }) as Promise<Chosen>;
  },
  on: (event, listener) => {
    if (!bridgeEvents.includes(event)) return () => undefined;
    const relay = (_event: IpcRendererEvent, payload: unknown) => listener(payload as never);
    ipcRenderer.on(event, relay);
    return () => {
      // Without a value: `removeListener` returns ipcRenderer itself.
      ipcRenderer.removeListener(event, relay);
    };
  },
};

contextBridge.exposeInMainWorld('bridge', bridge);
