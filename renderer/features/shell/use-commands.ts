import { useEffect, useEffectEvent } from 'react';
import type { MenuCommand } from '../../../app/ipc/events.ts';

export type Commands = { readonly [C in MenuCommand]: () => void };

/** Menu commands, and `?` for the keyboard help, which no menu shows. */
export function useCommands(commands: Commands): void {
  const run = useEffectEvent((command: MenuCommand) => commands[command]());
  useEffect(() => window.bridge.on('menu.command', (command) => run(command)), []);
  useEffect(() => {
    const ending = new AbortController();
    window.addEventListener(
      'keydown',
      (event) => {
        const isTyping = event.target instanceof HTMLInputElement;
        if (event.key === '?' && !isTyping) run('help.keyboard');
      },
      { signal: ending.signal },
    );
    return () => ending.abort();
  }, []);
}
