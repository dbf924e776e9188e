import { describe, expect, it } from 'vitest';
import { FrameCache } from '../../../renderer/viewport/frame-cache.ts';
import { prefetchOrder } from '../../../renderer/viewport/prefetch.ts';
import { presetsFor } from '../../../renderer/viewport/presets.ts';
import { commandForKey, viewportCommands } from '../../../renderer/viewport/tools/commands.ts';
import { draggedWindow } from '../../../renderer/viewport/window-level.ts';

const key = (name: string, ctrlKey = false) =>
  commandForKey({ key: name, ctrlKey, metaKey: false, altKey: false })?.name;

describe('the frame cache', () => {
  it('drops what was used longest ago when it is over its bytes', () => {
    const cache = new FrameCache<string>(100);
    cache.set('a', 'A', 40);
    cache.set('b', 'B', 40);
    cache.get('a');
    cache.set('c', 'C', 40);
    expect([cache.has('a'), cache.has('b'), cache.has('c')]).toEqual([true, false, true]);
    expect(cache.bytes).toBe(80);
  });

  it('keeps one frame that alone is larger than the bound', () => {
    const cache = new FrameCache<string>(100);
    cache.set('big', 'B', 400);
    expect(cache.get('big')).toBe('B');
  });

  it('counts a replaced frame once', () => {
    const cache = new FrameCache<string>(100);
    cache.set('a', 'A', 40);
    cache.set('a', 'A', 60);
    expect(cache.bytes).toBe(60);
  });
});

describe('prefetching', () => {
  it('takes the nearest frames first and stays inside the stack', () => {
    expect(prefetchOrder(1, 4, 3, 2)).toEqual([2, 0, 3]);
  });
});

describe('viewport keys', () => {
  it('scroll by one and, with Ctrl, by ten', () => {
    expect([key('ArrowDown'), key('ArrowDown', true)]).toEqual(['next', 'next10']);
  });

  it('are each bound once', () => {
    const keys: string[] = viewportCommands.flatMap((command) => [...command.keys]);
    expect(new Set(keys).size).toBe(keys.length);
  });

  it('leave other keys alone', () => {
    expect(key('q')).toBeUndefined();
  });
});

describe('windows', () => {
  const start = { center: 40, width: 400, function: 'LINEAR' } as const;

  it('widen to the right and rise downwards, in proportion to the starting width', () => {
    expect(draggedWindow(start, 256, 128)).toEqual({
      kind: 'window',
      center: 240,
      width: 800,
      function: 'LINEAR',
    });
  });

  it('never become narrower than one value', () => {
    expect(draggedWindow(start, -10_000, 0)).toMatchObject({ width: 1 });
  });

  it('of the Hounsfield scale are offered for CT only', () => {
    expect(presetsFor('MR').map((preset) => preset.name)).toEqual(['auto']);
    expect(presetsFor('CT')).toHaveLength(6);
  });
});
