// Line icons on a 20-pixel grid, drawn for this window.
const paths = {
  partitions: 'M3 4.5h6v5H3zM11 4.5h6v5h-6zM3 11.5h6v4H3zM11 11.5h6v4h-6z',
  studies: 'M3 5h14M3 10h14M3 15h9',
  import: 'M10 3v9m0 0-3.5-3.5M10 12l3.5-3.5M3.5 12.5v3a1 1 0 0 0 1 1h11a1 1 0 0 0 1-1v-3',
  export: 'M10 12V3m0 0L6.5 6.5M10 3l3.5 3.5M3.5 12.5v3a1 1 0 0 0 1 1h11a1 1 0 0 0 1-1v-3',
  plus: 'M10 4v12M4 10h12',
  close: 'M5 5l10 10M15 5 5 15',
  search: 'M9 14.5a5.5 5.5 0 1 0 0-11 5.5 5.5 0 0 0 0 11ZM13 13l4 4',
  check: 'm4 10.5 4 4 8-9',
  warning: 'M10 3.5 17.5 16.5h-15zM10 8.5v3.5M10 14.2v.1',
  error: 'M10 17a7 7 0 1 0 0-14 7 7 0 0 0 0 14ZM10 6.5V11M10 13.4v.1',
  info: 'M10 17a7 7 0 1 0 0-14 7 7 0 0 0 0 14ZM10 9v4.5M10 6.6v.1',
  folder: 'M2.5 5.5a1 1 0 0 1 1-1h4l2 2h7a1 1 0 0 1 1 1v7a1 1 0 0 1-1 1h-13a1 1 0 0 1-1-1z',
  file: 'M5.5 2.5h6l3.5 3.5v11.5h-9.5zM11 2.5V6.5h4',
  sun: 'M10 13.5a3.5 3.5 0 1 0 0-7 3.5 3.5 0 0 0 0 7ZM10 2v2M10 16v2M2 10h2M16 10h2M4.3 4.3l1.5 1.5M14.2 14.2l1.5 1.5M4.3 15.7l1.5-1.5M14.2 5.8l1.5-1.5',
  moon: 'M16.5 11.8A7 7 0 0 1 8.2 3.5a7 7 0 1 0 8.3 8.3Z',
  keyboard: 'M2.5 5.5h15v9h-15zM5 8.2h.1M8 8.2h.1M11 8.2h.1M14 8.2h.1M6.5 11.8h7',
  back: 'M12 4.5 6.5 10l5.5 5.5',
  up: 'm5 12 5-5 5 5',
  down: 'm5 8 5 5 5-5',
  copy: 'M7 7h9.5v9.5H7zM13 7V3.5H3.5V13H7',
  eye: 'M2 10s3-5.5 8-5.5S18 10 18 10s-3 5.5-8 5.5S2 10 2 10ZM10 12.5a2.5 2.5 0 1 0 0-5 2.5 2.5 0 0 0 0 5Z',
  contrast: 'M10 17a7 7 0 1 0 0-14 7 7 0 0 0 0 14ZM10 3v14M10 5.5a4.5 4.5 0 0 1 0 9',
  invert: 'M3.5 3.5h13v13h-13zM3.5 16.5 16.5 3.5M7 6v3M5.5 7.5h3M11.5 13h3',
  pan: 'M10 2.5v15M2.5 10h15M7.5 5 10 2.5 12.5 5M7.5 15l2.5 2.5 2.5-2.5M5 7.5 2.5 10 5 12.5M15 7.5l2.5 2.5-2.5 2.5',
  zoom: 'M9 14.5a5.5 5.5 0 1 0 0-11 5.5 5.5 0 0 0 0 11ZM13 13l4 4M9 6.8v4.4M6.8 9h4.4',
  scroll: 'M6 3.5h8v13H6zM10 6.5v2.5M8.5 13 10 14.5l1.5-1.5',
  rotate: 'M15.5 6.5A6.5 6.5 0 1 0 16.5 11M15.5 2.5v4h-4',
  flip: 'M10 3v14M8 6 3 14h5zM12 6l5 8h-5z',
  reset: 'M4.5 6.5A6.5 6.5 0 1 1 3.5 11M4.5 2.5v4h4',
  fit: 'M3 7V3h4M17 7V3h-4M3 13v4h4M17 13v4h-4',
  tags: 'M3 3.5h6.5l7.5 7.5-6.5 6.5L3 10zM6.3 6.8v.1',
  play: 'M6 4v12l10-6z',
  pause: 'M6.5 4v12M13.5 4v12',
  stop: 'M5.5 5.5h9v9h-9z',
  choose: 'm6.5 8 3.5-3.5L13.5 8M6.5 12l3.5 3.5 3.5-3.5',
  people:
    'M7.5 9.5a3 3 0 1 0 0-6 3 3 0 0 0 0 6ZM2 16.5c.4-3 2.6-4.6 5.5-4.6s5.1 1.6 5.5 4.6M13 3.8a3 3 0 0 1 0 5.4M15 12.3c1.7.7 2.8 2.1 3 4.2',
  receipt: 'M5 2.5h10v15l-2.5-1.6-2.5 1.6-2.5-1.6L5 17.5zM8 6.5h4M8 9.5h4M8 12.5h2',
  minimise: 'M5 15h10',
  worklist:
    'm3 5 1.2 1.2L6.5 4M3 10l1.2 1.2L6.5 9M3 15l1.2 1.2L6.5 14M9.5 5.2H17M9.5 10.2H17M9.5 15.2H17',
  clock: 'M10 17a7 7 0 1 0 0-14 7 7 0 0 0 0 14ZM10 6v4.2l2.8 1.6',
} as const;

export type IconName = keyof typeof paths;

interface IconProps {
  readonly name: IconName;
  readonly size?: number;
}

/** Always decorative: the words beside it or the button's label carry the meaning. */
export function Icon({ name, size = 18 }: IconProps) {
  return (
    <svg
      width={size}
      height={size}
      viewBox="0 0 20 20"
      fill="none"
      stroke="currentColor"
      strokeWidth="1.5"
      strokeLinecap="round"
      strokeLinejoin="round"
      aria-hidden="true"
      focusable="false"
    >
      <path d={paths[name]} />
    </svg>
  );
}

/** The product's mark: a doorway with light falling through it. */
export function Mark({ size = 26 }: { readonly size?: number }) {
  return (
    <svg width={size} height={size} viewBox="0 0 32 32" aria-hidden="true" focusable="false">
      <path
        d="M5 28V14a11 11 0 0 1 22 0v14"
        fill="none"
        stroke="currentColor"
        strokeWidth="2.2"
        strokeLinecap="round"
      />
      <path d="M11 28V14.5a5 5 0 0 1 10 0V28z" fill="currentColor" opacity="0.9" />
      <path d="M3 28h26" stroke="currentColor" strokeWidth="2.2" strokeLinecap="round" />
    </svg>
  );
}
