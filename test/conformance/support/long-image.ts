// A multi-frame image larger than memory should hold, made while it is sent.
import { randomFillSync } from 'node:crypto';
import { once } from 'node:events';
import { request } from 'node:http';
import type { IncomingMessage } from 'node:http';
import { ctImage, element } from '../../fixtures/part10-builder.ts';
import { boundary, dicomJson, related } from './test-store.ts';

export interface LongImage {
  readonly frames: number;
  /** Samples a side, two bytes each. */
  readonly side: number;
}

/** Everything before the samples; Pixel Data comes last and announces their length. */
function headOf({ frames, side }: LongImage): Buffer {
  const head = Buffer.from(
    ctImage({
      rows: side,
      columns: side,
      pixelData: new Uint8Array(0),
      extra: [element('00280008', 'IS', String(frames))],
    }),
  );
  head.writeUInt32LE(frames * side * side * 2, head.length - 4);
  return head;
}

/** Stores the image; resolves with the status of the answer. */
export async function storeLongImage(
  port: number,
  path: string,
  image: LongImage,
): Promise<number | undefined> {
  const opening = Buffer.from(`--${boundary}\r\nContent-Type: application/dicom\r\n\r\n`);
  const closing = Buffer.from(`\r\n--${boundary}--\r\n`);
  const head = headOf(image);
  const frame = randomFillSync(Buffer.alloc(image.side * image.side * 2));
  const length = opening.length + head.length + frame.length * image.frames + closing.length;
  const headers = { Accept: dicomJson, 'Content-Type': related, 'Content-Length': length };
  const outgoing = request({ host: '127.0.0.1', port, method: 'POST', path, headers });
  const answered = once(outgoing, 'response');
  outgoing.write(opening);
  outgoing.write(head);
  for (let sent = 0; sent < image.frames; sent += 1) {
    if (!outgoing.write(frame)) await once(outgoing, 'drain');
  }
  outgoing.end(closing);
  const [incoming] = (await answered) as [IncomingMessage];
  incoming.resume();
  return incoming.statusCode;
}
