// An image that could not be read, by what a person knows it by.

/** As far as a header or a DICOMDIR says it. */
export interface ImageLabel {
  readonly modality?: string;
  readonly seriesNumber?: string;
  readonly seriesDescription?: string;
  readonly instanceNumber?: string;
}

/** For people; undefined where nothing tells the image from the others of its medium. */
export function imageSentence(label: ImageLabel): string | undefined {
  const { modality, seriesNumber, seriesDescription, instanceNumber } = label;
  if (seriesNumber === undefined && instanceNumber === undefined) return undefined;
  const image = instanceNumber === undefined ? 'an image' : `image ${instanceNumber}`;
  const series = seriesNumber === undefined ? 'a series' : `series ${seriesNumber}`;
  const names = [modality, seriesDescription].filter((name) => name !== undefined);
  return `It is ${image} of ${series}${names.length > 0 ? ` (${names.join(', ')})` : ''}.`;
}
