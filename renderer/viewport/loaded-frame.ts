import type { DecodedFrame, ImageDescription } from '../../app/pixel/image.ts';
import type { StackFrame } from './stack.ts';

/** One frame as the store delivered it, with all that turns it into display pixels. */
export interface LoadedFrame {
  readonly description: ImageDescription;
  readonly decoded: DecodedFrame;
  /** 0-based, for per-frame values of the description. */
  readonly frameIndex: number;
}

export type LoadFrame = (frame: StackFrame, signal: AbortSignal) => Promise<LoadedFrame>;

export function frameKey(frame: StackFrame): string {
  return `${frame.sopInstanceUID}/${String(frame.frame)}`;
}
