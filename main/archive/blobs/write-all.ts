/** Writes all pieces in their order; the system may take less at a time than it is given. */
export async function writeAll(
  write: (pieces: readonly Uint8Array[]) => Promise<{ readonly bytesWritten: number }>,
  pieces: readonly Uint8Array[],
): Promise<void> {
  const wanted = pieces.reduce((sum, piece) => sum + piece.length, 0);
  if (wanted === 0) return;
  const { bytesWritten } = await write(pieces);
  if (bytesWritten < wanted) await writeAll(write, [Buffer.concat(pieces).subarray(bytesWritten)]);
}
