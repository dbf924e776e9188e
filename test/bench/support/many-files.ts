// A medium of very many small images, made quickly.
import { promises as fs } from 'node:fs';
import { join } from 'node:path';
import { ctImage } from '../../fixtures/part10-builder.ts';

const filesInFolder = 1000;
/** 4 KB of samples. */
const side = 44;

/** Numbers of equal length: the same bytes with another number in its place are another image. */
function numbered(number: number): string {
  return `2.25.66${String(1_000_000 + number)}`;
}

/** Nothing is at `disc`. */
export async function makeManyFiles(disc: string, files: number): Promise<void> {
  const template = Buffer.from(
    ctImage({
      sopInstanceUID: numbered(0),
      seriesInstanceUID: '2.25.67',
      rows: side,
      columns: side,
    }),
  );
  const places: number[] = [];
  let at = template.indexOf(numbered(0));
  for (; at >= 0; at = template.indexOf(numbered(0), at + 1)) places.push(at);
  for (let number = 0; number < files; number += 1) {
    const parent = join(disc, `F${String(Math.floor(number / filesInFolder)).padStart(5, '0')}`);
    if (number % filesInFolder === 0) await fs.mkdir(parent, { recursive: true });
    for (const place of places) template.write(numbered(number), place, 'latin1');
    await fs.writeFile(join(parent, `I${String(number % filesInFolder)}`), template);
  }
}
