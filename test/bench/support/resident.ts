import { readFileSync } from 'node:fs';

/** Largest resident size of a process so far, MB; undefined where the system does not tell, or it is gone. */
export function mostResident(pid: number): number | undefined {
  try {
    const kilobytes = /VmHWM:\s+(\d+)/.exec(readFileSync(`/proc/${String(pid)}/status`, 'utf8'));
    return kilobytes === null ? undefined : Number(kilobytes[1]) / 1024;
  } catch (error) {
    if (error instanceof Error && 'code' in error) return undefined;
    throw error;
  }
}
