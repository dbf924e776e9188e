// Which drives there are: the system's own tool is asked, and nothing on a drive is ever run.
import { execFile } from 'node:child_process';
import { promises as fs } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { promisify } from 'node:util';
import type { Volume } from '../../app/model/volumes.ts';
import { ArchiveError } from '../../app/problems.ts';
import { parseDiskutil } from '../../app/volumes/diskutil.ts';
import { logicalDiskCommand, parseLogicalDisks } from '../../app/volumes/logical-disk.ts';
import { lsblkArguments, parseLsblk } from '../../app/volumes/lsblk.ts';
import { parseMountinfo } from '../../app/volumes/mountinfo.ts';

const run = promisify(execFile);
/** A drive that spins up keeps its tool waiting; a dead one would for ever. */
const toolMs = 10_000;
const answerBytes = 4 * 1024 * 1024;
/** What a file system says of itself is worth less time than that. */
const countMs = 1000;

async function answerOf(tool: string, options: readonly string[]): Promise<string> {
  const limits = { timeout: toolMs, maxBuffer: answerBytes, windowsHide: true };
  const { stdout } = await run(tool, [...options], limits);
  return stdout;
}

async function onLinux(): Promise<readonly Volume[] | undefined> {
  try {
    return parseLsblk(await answerOf('lsblk', lsblkArguments));
  } catch (error) {
    // Not there, or too old for what it is asked: the kernel's own list says less, but enough.
    if (!(error instanceof Error)) throw error;
    return parseMountinfo(await fs.readFile('/proc/self/mountinfo', 'utf8'));
  }
}

const macVolumes = '/Volumes';

async function onMac(): Promise<readonly Volume[]> {
  const names = await fs.readdir(macVolumes);
  const answers = await Promise.all(
    names.map((name) => answerOf('diskutil', ['info', '-plist', join(macVolumes, name)])),
  );
  return answers.flatMap((answer) => parseDiskutil(answer) ?? []);
}

async function onWindows(): Promise<readonly Volume[] | undefined> {
  const options = ['-NoProfile', '-NonInteractive', '-Command', logicalDiskCommand];
  return parseLogicalDisks(await answerOf('powershell.exe', options));
}

/** A system more is an entry more. */
const systems: Readonly<Record<string, () => Promise<readonly Volume[] | undefined>>> = {
  linux: onLinux,
  darwin: onMac,
  win32: onWindows,
};

/** Many file systems of media count nothing; a drive that was pulled meanwhile says nothing. */
async function withFiles(volume: Volume): Promise<Volume> {
  const counting = fs.statfs(volume.path).then(
    ({ files, ffree }) => files - ffree,
    () => 0,
  );
  const files = await Promise.race([counting, wait(countMs, 0, { ref: false })]);
  return files > 0 ? { ...volume, files } : volume;
}

/** Mounted removable volumes by their paths. Throws VolumesUnknown when the system does not tell. */
export async function listVolumes(): Promise<readonly Volume[]> {
  let volumes: readonly Volume[] | undefined;
  try {
    volumes = await systems[process.platform]?.();
  } catch (cause) {
    throw new ArchiveError('VolumesUnknown', { cause });
  }
  if (volumes === undefined) throw new ArchiveError('VolumesUnknown');
  const all = await Promise.all(volumes.map(withFiles));
  return all.sort((a, b) => (a.path < b.path ? -1 : 1));
}
