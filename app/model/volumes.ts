// Drives a medium may be in, as the system tells of them.

export type VolumeKind = 'optical' | 'usb' | 'card' | 'removable';

export interface Volume {
  /** Where it is mounted, absolute. */
  readonly path: string;
  /** What is written on it, by whoever made it. */
  readonly label?: string;
  readonly kind: VolumeKind;
  readonly fileSystem?: string;
  /** Of the file system. */
  readonly totalBytes?: number;
  /** Files and folders on it, where its file system counts them. */
  readonly files?: number;
}
