// How many paths a medium has, counted without any of the code that imports it.
import { promises as fs } from 'node:fs';
import { inflateRawSync } from 'node:zlib';

const deepestArchive = 2;
const endBytes = 22;

/** Every entry of an archive that ends with its directory, unpacked; undefined for what is none. */
function* zipEntries(
  bytes: Buffer,
): Generator<{ readonly name: string; readonly content: Buffer }> {
  const end = bytes.length - endBytes;
  let at = bytes.readUInt32LE(end + 16);
  for (let left = bytes.readUInt16LE(end + 10); left > 0; left -= 1) {
    const method = bytes.readUInt16LE(at + 10);
    const nameBytes = bytes.readUInt16LE(at + 28);
    const local = bytes.readUInt32LE(at + 42);
    const name = bytes.toString('latin1', at + 46, at + 46 + nameBytes);
    const start = local + 30 + bytes.readUInt16LE(local + 26) + bytes.readUInt16LE(local + 28);
    const packed = bytes.subarray(start, start + bytes.readUInt32LE(at + 20));
    yield { name, content: method === 8 ? inflateRawSync(packed) : packed };
    at += 46 + nameBytes + bytes.readUInt16LE(at + 30) + bytes.readUInt16LE(at + 32);
  }
}

function isWholeZip(name: string, bytes: Buffer): boolean {
  const end = bytes.length - endBytes;
  return name.endsWith('.zip') && end >= 0 && bytes.readUInt32LE(end) === 0x06054b50;
}

function pathsInFile(name: string, bytes: Buffer, archives: number): number {
  if (archives === deepestArchive || !isWholeZip(name, bytes)) return 1;
  let count = 0;
  for (const entry of zipEntries(bytes)) {
    count += pathsInFile(entry.name, entry.content, archives + 1);
  }
  return count;
}

/** Everything below the folder that is no folder; what lies in a whole archive counts in its place. */
export async function countPaths(folder: Buffer): Promise<number> {
  let count = 0;
  for (const entry of await fs.readdir(folder, { withFileTypes: true, encoding: 'buffer' })) {
    const name = entry.name;
    const path = Buffer.concat([folder, Buffer.from('/'), name]);
    if (entry.isDirectory()) count += await countPaths(path);
    else if (entry.isFile())
      count += pathsInFile(name.toString('latin1'), await fs.readFile(path), 0);
    else count += 1;
  }
  return count;
}
