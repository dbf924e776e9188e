// How far an archive may unpack: real ones grow a few times, those made to do harm a thousand times and more.
import { ArchiveError } from '../../../../app/problems.ts';

/** Below this nothing is harmful, whatever the ratio. */
const harmlessBytes = 100 * 1024 * 1024;
const mostTimes = 200;

const sentence =
  'It was not unpacked to its end: it grows to more than 200 times its size, as archives made to do harm do.';

/** What came out of one entry; the longest of several readings counts. */
export interface Unpacked {
  bytes: number;
}

/** Counts what comes out of an archive and all archives in it, by the bytes themselves. */
export interface Allowance {
  /** For one reading of an entry; the meter throws SourceUnreadable when it grows beyond measure. */
  meter(packedBytes: number, unpacked: Unpacked): (bytes: number) => void;
}

/** For an archive of this size that lies on a medium. */
export function createAllowance(archiveBytes: number): Allowance {
  const mostTogether = Math.max(harmlessBytes, archiveBytes * mostTimes);
  let together = 0;
  return {
    meter(packedBytes, unpacked) {
      const mostHere = Math.max(harmlessBytes, packedBytes * mostTimes);
      let here = 0;
      return (bytes) => {
        here += bytes;
        if (here > unpacked.bytes) {
          together += here - unpacked.bytes;
          unpacked.bytes = here;
        }
        if (here <= mostHere && together <= mostTogether) return;
        throw new ArchiveError('SourceUnreadable', { message: sentence });
      };
    },
  };
}
