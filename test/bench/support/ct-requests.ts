// Store requests of one CT image each. The samples, half a megabyte of noise, are one buffer that all of them share.
import { randomFillSync } from 'node:crypto';
import { ctImage } from '../../fixtures/part10-builder.ts';
import type { Asking } from './http.ts';

/** Bytes of the samples in whose place the shared ones are sent. */
const standIn = 2;

const boundary = 'one-image';
const related = `multipart/related; type="application/dicom"; boundary=${boundary}`;

export interface CtSeries {
  readonly studyInstanceUID: string;
  readonly seriesInstanceUID: string;
  /** Samples a side; 512 makes half a megabyte. */
  readonly side: number;
}

export const sopInstanceUID = (series: CtSeries, number: number): string =>
  `${series.seriesInstanceUID}.${String(number)}`;

/** Request number → request; numbers from 1. */
export function ctRequests(series: CtSeries): (number: number) => Asking {
  const { side, studyInstanceUID, seriesInstanceUID } = series;
  // Noise: a file system that compresses must not make anything look better than it is.
  const pixelData = randomFillSync(new Uint8Array(side * side * 2));
  const opening = Buffer.from(`--${boundary}\r\nContent-Type: application/dicom\r\n\r\n`);
  const closing = Buffer.from(`\r\n--${boundary}--\r\n`);
  return (number) => {
    const file = ctImage({
      ...{ studyInstanceUID, seriesInstanceUID, pixelData: new Uint8Array(standIn) },
      ...{ sopInstanceUID: sopInstanceUID(series, number), instanceNumber: number },
      ...{ rows: side, columns: side },
    });
    const head = Buffer.concat([opening, file.subarray(0, file.length - standIn)]);
    // Pixel Data is the last element, and its length stands before its value (PS3.5 §7.1.2). Half a megabyte a request
    // is not copied here: what the client does counts in what is measured.
    head.writeUInt32LE(pixelData.length, head.length - 4);
    return {
      method: 'POST',
      headers: { Accept: 'application/dicom+json', 'Content-Type': related },
      body: [head, pixelData, closing],
    };
  };
}
