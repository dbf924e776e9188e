// What an import or a plan notes of a medium on its way, to compare it with its DICOMDIRs in the end.
import { auditMedium, nothingAudited } from '../../../app/media/dicomdir/audit.ts';
import type { FoundDirectory, MediumAudit, MediumFile } from '../../../app/media/dicomdir/audit.ts';
import type { MediaDirectory } from '../../../app/media/dicomdir/directory-tree.ts';
import { isDicomdirName } from '../../../app/media/dicomdir/file-ids.ts';
import type { NonDicomKind } from '../../../app/model/jobs.ts';
import { ArchiveError } from '../../../app/problems.ts';
import { sharedTexts } from '../shared-texts.ts';
import { throwIfAborted } from './abort.ts';
import { fileProblems } from './source.ts';
import type { MediaFile } from './source.ts';

/** What became of a path, as far as a DICOMDIR can speak of it. */
export interface NotedPath extends Omit<MediumFile, 'isDicom'> {
  /** Not a DICOM file, and what else. */
  readonly nonDicomKind?: NonDicomKind;
}

export interface AuditPorts {
  /** Undefined for what is no DICOMDIR. */
  readonly readDirectory: (
    content: Uint8Array,
    signal: AbortSignal,
  ) => Promise<MediaDirectory | undefined>;
}

export interface MediumNotes {
  /** In the order of the medium or not; `file` is absent for what cannot be read. */
  note(path: NotedPath, file?: MediaFile): void;
  /** Reads the DICOMDIRs that were noted. Throws Cancelled. */
  audit(signal: AbortSignal, ports: AuditPorts): Promise<MediumAudit>;
}

/** A hundred thousand images are listed in less. */
const mostDirectoryBytes = 64 * 1024 * 1024;
/** Discs have one, collections of discs a few dozen. */
const mostDirectories = 100;

export function createMediumNotes(): MediumNotes {
  const files: MediumFile[] = [];
  const directories: MediaFile[] = [];
  const shared = sharedTexts();
  return {
    note({ path, nonDicomKind, instance, sopClassUID, patientID }, file) {
      files.push({
        ...{ path, isDicom: nonDicomKind === undefined },
        ...(instance !== undefined && { instance }),
        ...(sopClassUID !== undefined && { sopClassUID: shared(sopClassUID) }),
        ...(patientID !== undefined && { patientID: shared(patientID) }),
      });
      const isNamedSo = instance === undefined && isDicomdirName(path);
      const isDirectory = nonDicomKind === 'mediaDirectory' || isNamedSo;
      if (file !== undefined && isDirectory) directories.push(file);
    },
    async audit(signal, ports) {
      if (directories.length === 0) return nothingAudited;
      const inOrder = directories.sort((a, b) => (a.path < b.path ? -1 : 1));
      const found: FoundDirectory[] = [];
      for (const file of inOrder.slice(0, mostDirectories)) {
        found.push(await read(file, signal, ports));
      }
      const [first] = inOrder.slice(mostDirectories);
      if (first !== undefined) {
        found.push({ path: first.path, directory: undefined, damage: 'tooMany' });
      }
      return auditMedium(found, files);
    },
  };
}

async function read(
  file: MediaFile,
  signal: AbortSignal,
  ports: AuditPorts,
): Promise<FoundDirectory> {
  const { path } = file;
  if (file.bytes > mostDirectoryBytes) return { path, directory: undefined, damage: 'tooLarge' };
  try {
    const content = await contentOf(file, signal);
    const directory = await ports.readDirectory(content, signal);
    return { path, directory, ...(directory === undefined && { damage: 'unreadable' }) };
  } catch (error) {
    throwIfAborted(signal);
    // Neither a bad sector nor a reader that gave up on it costs more than the comparison.
    if (!(error instanceof ArchiveError) || !costsOnlyItself.has(error.code)) throw error;
    return { path, directory: undefined, damage: 'unreadable' };
  }
}

const costsOnlyItself: ReadonlySet<string> = new Set([...fileProblems, 'ProcessingFailure']);

/** Sources may use the memory of a chunk again. */
async function contentOf(file: MediaFile, signal: AbortSignal): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  for await (const chunk of file.open(signal)) {
    bytes += chunk.length;
    if (bytes > mostDirectoryBytes) throw new ArchiveError('SourceUnreadable');
    chunks.push(Uint8Array.from(chunk));
  }
  return Buffer.concat(chunks);
}
