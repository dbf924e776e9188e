import { useEffect, useEffectEvent, useState } from 'react';
import type { Viewport } from '../../viewport/engine.ts';

const framesPerSecond = 15;

export interface Cine {
  readonly isPlaying: boolean;
  readonly isPossible: boolean;
  readonly toggle: () => void;
}

/** Plays the stack in a loop; a frame that is still loading is waited for, never skipped. */
export function useCine(viewport: Viewport | undefined, count: number): Cine {
  const [isPlaying, setIsPlaying] = useState(false);
  const isPossible = viewport !== undefined && count > 1;
  const step = useEffectEvent(() => {
    const snapshot = viewport?.getSnapshot();
    if (snapshot === undefined || snapshot.state === 'loading') return;
    viewport?.show(snapshot.index + 1 >= snapshot.count ? 0 : snapshot.index + 1);
  });
  useEffect(() => {
    if (!isPlaying || !isPossible) return undefined;
    const timer = setInterval(() => step(), 1000 / framesPerSecond);
    return () => clearInterval(timer);
  }, [isPlaying, isPossible]);
  return {
    isPlaying: isPlaying && isPossible,
    isPossible,
    toggle: () => setIsPlaying((is) => isPossible && !is),
  };
}
