// Reads numbers anywhere in a ByteSource through one window, so that headers of large files cost few reads.
import { ArchiveError } from '../../problems.ts';
import type { ByteSource } from '../dataset.ts';

/** Less than a file is read in at a time: what begins a little further on must not be read from the disk again. */
const windowBytes = 16 * 1024;

export class Cursor {
  readonly source: ByteSource;
  #start = 0;
  #bytes: Uint8Array = new Uint8Array(0);
  #view: DataView = new DataView(new ArrayBuffer(0));

  constructor(source: ByteSource) {
    this.source = source;
  }

  get length(): number {
    return this.source.length;
  }

  /** Callers have checked that `offset + 2` lies inside the source. */
  uint16(offset: number, isLittleEndian: boolean): number {
    const at = this.#seek(offset, 2);
    return this.#view.getUint16(at, isLittleEndian);
  }

  uint32(offset: number, isLittleEndian: boolean): number {
    const at = this.#seek(offset, 4);
    return this.#view.getUint32(at, isLittleEndian);
  }

  byte(offset: number): number {
    const at = this.#seek(offset, 1);
    return this.#view.getUint8(at);
  }

  /**
   * Makes `length` bytes at `offset` readable and returns where they begin in the window. A source that gives
   * fewer bytes than it promised (a file cut while it is read) is no instance.
   */
  #seek(offset: number, length: number): number {
    const at = offset - this.#start;
    if (at >= 0 && at + length <= this.#bytes.length) return at;
    this.#bytes = this.source.read(offset, Math.max(length, windowBytes));
    if (this.#bytes.length < length) throw new ArchiveError('InvalidInstance');
    this.#view = new DataView(this.#bytes.buffer, this.#bytes.byteOffset, this.#bytes.byteLength);
    this.#start = offset;
    return 0;
  }
}
