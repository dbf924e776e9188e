import type { IntlShape } from 'react-intl';
import type { PointerTool } from '../../viewport/tools/pointer.ts';

interface ToolbarLabels {
  readonly toolbar: string;
  readonly tools: string;
  readonly tool: Record<PointerTool, string>;
  readonly invert: string;
  readonly rotate: string;
  readonly flip: string;
  readonly fit: string;
  readonly reset: string;
  readonly play: string;
  readonly pause: string;
  readonly overlay: string;
}

/** Names of the tools, each with its key. */
export function toolbarLabels(intl: IntlShape): ToolbarLabels {
  return {
    toolbar: intl.formatMessage({ id: 'viewer.bar', defaultMessage: 'Image tools' }),
    tools: intl.formatMessage({ id: 'viewer.bar.tools', defaultMessage: 'What dragging does' }),
    tool: {
      window: intl.formatMessage({
        id: 'viewer.tool.window',
        defaultMessage: 'Drag: window and level',
      }),
      pan: intl.formatMessage({ id: 'viewer.tool.pan', defaultMessage: 'Drag: move' }),
      zoom: intl.formatMessage({ id: 'viewer.tool.zoom', defaultMessage: 'Drag: zoom' }),
      scroll: intl.formatMessage({ id: 'viewer.tool.scroll', defaultMessage: 'Drag: scroll' }),
    },
    invert: intl.formatMessage({ id: 'viewer.invert', defaultMessage: 'Invert (V)' }),
    rotate: intl.formatMessage({ id: 'viewer.rotate', defaultMessage: 'Rotate right (R)' }),
    flip: intl.formatMessage({ id: 'viewer.flip', defaultMessage: 'Flip (F)' }),
    fit: intl.formatMessage({ id: 'viewer.fit', defaultMessage: 'Fit to window (Enter)' }),
    reset: intl.formatMessage({ id: 'viewer.reset', defaultMessage: 'Reset (Esc)' }),
    play: intl.formatMessage({ id: 'viewer.play', defaultMessage: 'Play (C)' }),
    pause: intl.formatMessage({ id: 'viewer.pause', defaultMessage: 'Pause (C)' }),
    overlay: intl.formatMessage({
      id: 'viewer.overlay.toggle',
      defaultMessage: 'Text over the image (I)',
    }),
  };
}
