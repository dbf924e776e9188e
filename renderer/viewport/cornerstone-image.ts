// Gives cornerstone-core an image whose pixels our own pipeline paints: the library keeps geometry and
// drawing, `app/pixel` keeps the meaning of the values, so viewer, rendered and thumbnails agree.
import * as cornerstone from 'cornerstone-core';
import { renderFrame } from '../../app/pixel/render.ts';
import type { VoiLut } from '../../app/pixel/image.ts';
import type { LoadedFrame } from './loaded-frame.ts';

/** What the person chose; `voi` undefined = the frame's own default. */
export interface Display {
  readonly voi: VoiLut | undefined;
  readonly isInverted: boolean;
}

export interface PaintedImage {
  readonly image: cornerstone.Image;
  readonly loaded: LoadedFrame;
}

/** `display` is read at every drawing, so a window drag repaints without a new image. */
export function paintedImage(
  imageId: string,
  loaded: LoadedFrame,
  display: () => Display,
): PaintedImage {
  const { rows, columns } = loaded.decoded.format;
  const canvas = document.createElement('canvas');
  let painted: Display | undefined;

  const render = (enabledElement: cornerstone.EnabledElement): void => {
    const wanted = display();
    if (painted?.voi !== wanted.voi || painted?.isInverted !== wanted.isInverted) {
      paint(canvas, loaded, wanted);
      painted = wanted;
    }
    draw(enabledElement, canvas);
  };

  const spacing = loaded.description.pixelAspectRatio;
  const image = {
    imageId,
    minPixelValue: 0,
    maxPixelValue: 255,
    slope: 1,
    intercept: 0,
    windowCenter: 128,
    windowWidth: 256,
    rows,
    columns,
    height: rows,
    width: columns,
    color: true,
    rgba: true,
    rowPixelSpacing: spacing,
    columnPixelSpacing: 1,
    invert: false,
    sizeInBytes: loaded.decoded.bytes.byteLength,
    getPixelData: () => loaded.decoded.bytes,
    getCanvas: () => canvas,
    render,
  };
  // The published type asks for members that only the library's own painters use.
  return { image: image as unknown as cornerstone.Image, loaded };
}

function paint(canvas: HTMLCanvasElement, loaded: LoadedFrame, display: Display): void {
  const shown = renderFrame(loaded.description, loaded.decoded, {
    frameIndex: loaded.frameIndex,
    invert: display.isInverted,
    ...(display.voi === undefined ? {} : { voi: display.voi }),
  });
  canvas.width = shown.width;
  canvas.height = shown.height;
  const context = canvas.getContext('2d', { alpha: false });
  if (context === null) return;
  const target = context.createImageData(shown.width, shown.height);
  const words = new Uint32Array(target.data.buffer);
  const { pixels } = shown;
  if (shown.channels === 1) {
    for (let i = 0; i < words.length; i++) words[i] = 0xff000000 | ((pixels[i] ?? 0) * 0x010101);
  } else {
    for (let i = 0, p = 0; i < words.length; i++, p += 3) {
      words[i] =
        0xff000000 | ((pixels[p + 2] ?? 0) << 16) | ((pixels[p + 1] ?? 0) << 8) | (pixels[p] ?? 0);
    }
  }
  context.putImageData(target, 0, 0);
}

function draw(enabledElement: cornerstone.EnabledElement, source: HTMLCanvasElement): void {
  const canvas = enabledElement.canvas;
  const context = canvas?.getContext('2d');
  if (canvas === undefined || context === null || context === undefined) return;
  context.setTransform(1, 0, 0, 1, 0, 0);
  context.fillStyle = '#000';
  context.fillRect(0, 0, canvas.width, canvas.height);
  context.imageSmoothingEnabled = true;
  context.imageSmoothingQuality = 'high';
  cornerstone.setToPixelCoordinateSystem(enabledElement, context);
  context.drawImage(source, 0, 0);
}
