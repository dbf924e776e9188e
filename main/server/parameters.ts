// Step 10 of the processing order: the syntax of what an address names.
import { escapeHtml } from '../../app/dicomweb/query-string.ts';
import { isRequestUID } from '../../app/dicomweb/resource.ts';
import { ArchiveError } from '../../app/problems.ts';
import type { ResourcePath } from '../archive/archive.ts';
import type { PartitionedCall } from './call.ts';

type Check = (text: string) => void;

const uid =
  (name: string): Check =>
  (text) => {
    checkUID(name, text);
  };

/** Throws InvalidIdentifier, naming the parameter (contract 12.6). */
export function checkUID(name: string, text: string): void {
  if (isRequestUID(text)) return;
  throw new ArchiveError('InvalidIdentifier', {
    message: `The value '${escapeHtml(text)}' of ${name} is not a valid UID.`,
  });
}

/** By the name a parameter has in every template. */
const checks: Readonly<Record<string, Check>> = {
  study: uid('StudyInstanceUID'),
  series: uid('SeriesInstanceUID'),
  instance: uid('SOPInstanceUID'),
  workitem: uid('WorkitemInstanceUID'),
  frame: parseFrame,
  frames: parseFrames,
};

export function checkParameters(parameters: Readonly<Record<string, string>>): void {
  for (const [name, text] of Object.entries(parameters)) checks[name]?.(text);
}

const maxFrame = 2 ** 31 - 1;

/** Frame numbers of an address, 1-based, in the order asked. */
export function parseFrames(text: string): readonly number[] {
  return text.split(',').map((item) => {
    const frame = /^\s*[+-]?\d+\s*$/.test(item) ? Number(item) : NaN;
    if (frame >= 1 && frame <= maxFrame) return frame;
    throw new ArchiveError('InvalidRequest', {
      message: `The specified frames value '${escapeHtml(text)}' is not valid: frames are numbered from 1.`,
    });
  });
}

export function parseFrame(text: string): number {
  const [frame, ...others] = parseFrames(text);
  if (frame !== undefined && others.length === 0) return frame;
  throw new ArchiveError('InvalidRequest', { message: 'Only one frame can be asked for here.' });
}

/** The study, series or instance the address names; trailing blanks of a UID do not count. */
export function resourcePath(call: PartitionedCall): ResourcePath {
  const { study, series, instance } = call.parameters;
  return {
    partitionKey: existing(call.partitionKey),
    studyInstanceUID: trimmed(study ?? ''),
    ...(series !== undefined && { seriesInstanceUID: trimmed(series) }),
    ...(instance !== undefined && { sopInstanceUID: trimmed(instance) }),
  };
}

/** Like `resourcePath`, for addresses that go down to one instance. */
export function instancePath(call: PartitionedCall): Required<ResourcePath> {
  const { partitionKey, studyInstanceUID, seriesInstanceUID, sopInstanceUID } = resourcePath(call);
  return {
    partitionKey,
    studyInstanceUID,
    seriesInstanceUID: seriesInstanceUID ?? '',
    sopInstanceUID: sopInstanceUID ?? '',
  };
}

/** The partition of a call that does not create one. */
export function existing<T>(value: T | undefined): T {
  if (value === undefined) throw new ArchiveError('PartitionNotFound');
  return value;
}

function trimmed(uidText: string): string {
  return uidText.replace(/ +$/, '');
}
