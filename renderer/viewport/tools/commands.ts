// Everything a person can do to a viewport by key or button: one table, read by toolbar, keyboard and help.
import type { Viewport } from '../engine.ts';

export interface ViewportCommand {
  /** Also the end of its message id. */
  readonly name: string;
  /** `KeyboardEvent.key`, lower case; `ctrl+` in front where it is held. */
  readonly keys: readonly string[];
  readonly run: (viewport: Viewport) => void;
}

const zoomStep = 1.25;

export const viewportCommands = [
  { name: 'next', keys: ['arrowdown', 'arrowright'], run: (v) => v.scrollBy(1) },
  { name: 'previous', keys: ['arrowup', 'arrowleft'], run: (v) => v.scrollBy(-1) },
  { name: 'next10', keys: ['ctrl+arrowdown', 'pagedown'], run: (v) => v.scrollBy(10) },
  { name: 'previous10', keys: ['ctrl+arrowup', 'pageup'], run: (v) => v.scrollBy(-10) },
  { name: 'first', keys: ['home'], run: (v) => v.show(0) },
  { name: 'last', keys: ['end'], run: (v) => v.show(Number.MAX_SAFE_INTEGER) },
  { name: 'zoomIn', keys: ['+', '='], run: (v) => v.zoomBy(zoomStep) },
  { name: 'zoomOut', keys: ['-'], run: (v) => v.zoomBy(1 / zoomStep) },
  { name: 'fit', keys: ['enter'], run: (v) => v.fit() },
  { name: 'invert', keys: ['v'], run: (v) => v.invert() },
  { name: 'rotateRight', keys: ['r'], run: (v) => v.rotate(1) },
  { name: 'rotateLeft', keys: ['l'], run: (v) => v.rotate(-1) },
  { name: 'flip', keys: ['f'], run: (v) => v.flip() },
  { name: 'reset', keys: ['escape'], run: (v) => v.reset() },
] as const satisfies readonly ViewportCommand[];

export type ViewportCommandName = (typeof viewportCommands)[number]['name'];

/** The command bound to a key press, if any. */
export function commandForKey(event: {
  readonly key: string;
  readonly ctrlKey: boolean;
  readonly metaKey: boolean;
  readonly altKey: boolean;
}): ViewportCommand | undefined {
  if (event.altKey) return undefined;
  const held = event.ctrlKey || event.metaKey ? 'ctrl+' : '';
  const pressed = held + event.key.toLowerCase();
  return viewportCommands.find((command) => (command.keys as readonly string[]).includes(pressed));
}
