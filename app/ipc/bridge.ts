// The type of `window.bridge`: the whole surface the untrusted renderer gets.
import type { ProblemCode } from '../problems.ts';
import type { Channel, Chosen, ReplyOf, RequestInput } from './contract.ts';
import type { BridgeEvent, BridgeEvents } from './events.ts';

/** Answered to preload alone: a page that could send paths could name any file of the machine. */
export const preloadChannel = 'media.register' satisfies Channel;
export type PageChannel = Exclude<Channel, typeof preloadChannel>;

export interface Bridge {
  /** Rejects with a `BridgeError` when the call is refused or fails. */
  call<C extends PageChannel>(channel: C, request: RequestInput<C>): Promise<ReplyOf<C>>;
  /** Takes the Files of a drop or an input and registers their paths; folders included. */
  registerFiles(files: readonly object[]): Promise<Chosen>;
  /** Returns the function that ends the subscription. */
  on<E extends BridgeEvent>(event: E, listener: (payload: BridgeEvents[E]) => void): () => void;
}

/** What crosses IPC: errors lose their class there, so failures travel as values and are rejected in preload. */
export type Envelope<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly code: ProblemCode; readonly message: string };
