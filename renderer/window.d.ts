import type { Bridge } from '../app/ipc/bridge.ts';

declare global {
  interface Window {
    readonly bridge: Bridge;
  }
}
