import { useEffect, useRef, useState } from 'react';
import styles from './tooltip.module.css';

interface Tip {
  readonly text: string;
  readonly x: number;
  readonly y: number;
  readonly isAbove: boolean;
}

const delayMs = 450;
const marginPx = 8;

/** One for the whole window: says the name of a button that shows only a picture. */
export function TooltipLayer() {
  const [tip, setTip] = useState<Tip>();
  const layer = useRef<HTMLDivElement>(null);
  useEffect(() => listenForTips(setTip), []);
  useEffect(() => {
    const element = layer.current;
    if (element === null || tip === undefined) return;
    element.showPopover();
    const half = element.offsetWidth / 2;
    const x = Math.min(Math.max(tip.x, half + marginPx), innerWidth - half - marginPx);
    element.style.left = `${String(x - half)}px`;
    element.style.top = `${String(tip.isAbove ? tip.y - element.offsetHeight : tip.y)}px`;
  }, [tip]);
  if (tip === undefined) return null;
  // Not announced: the same words are the button's own name.
  return (
    <div ref={layer} popover="manual" className={styles['tip']} aria-hidden="true">
      {tip.text}
    </div>
  );
}

function listenForTips(show: (tip: Tip | undefined) => void): () => void {
  const ending = new AbortController();
  const { signal } = ending;
  let timer: ReturnType<typeof setTimeout> | undefined;
  const hide = () => {
    clearTimeout(timer);
    show(undefined);
  };
  const offer = (target: EventTarget | null, afterMs: number) => {
    hide();
    const button = target instanceof Element ? target.closest('button[aria-label]') : null;
    if (button?.textContent.trim() !== '') return;
    timer = setTimeout(() => {
      if (button.isConnected) show(tipFor(button));
    }, afterMs);
  };
  addEventListener('pointerover', (event) => offer(event.target, delayMs), { signal });
  addEventListener(
    'focusin',
    ({ target }) => {
      if (target instanceof Element && target.matches(':focus-visible')) offer(target, 0);
    },
    { signal },
  );
  for (const ended of ['pointerdown', 'focusout', 'wheel', 'keydown'] as const) {
    addEventListener(ended, hide, { signal, passive: true });
  }
  return () => {
    ending.abort();
    clearTimeout(timer);
  };
}

function tipFor(button: Element): Tip {
  const box = button.getBoundingClientRect();
  const isAbove = box.bottom > innerHeight - 60;
  return {
    text: button.getAttribute('aria-label') ?? '',
    x: box.left + box.width / 2,
    y: isAbove ? box.top - marginPx : box.bottom + marginPx,
    isAbove,
  };
}
