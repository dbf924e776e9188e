// What an export may ask for (contract 6.1), with a folder of this machine as the destination.
import { exportLayouts, parseExportIdentifier } from '../model/export.ts';
import type { ExportLayout } from '../model/export.ts';
import { ArchiveError } from '../problems.ts';
import { escapeHtml } from './query-string.ts';

export interface ExportRequest {
  /** `study`, `study/series` or `study/series/instance`, as they were sent. */
  readonly identifiers: readonly string[];
  /** As it was sent; the machine knows whether it is absolute. */
  readonly directory: string;
  readonly layout: ExportLayout;
}

/** Throws InvalidRequest with the sentence for the first member that is wrong. */
export function parseExportRequest(body: unknown): ExportRequest {
  if (!isObject(body)) throw invalid('The request body must be a JSON object.');
  const source = requiredObject(body, 'Source');
  const destination = requiredObject(body, 'Destination');
  requireType(source, 'Source', 'identifiers');
  requireType(destination, 'Destination', 'folder');
  const settings = settingsOf(destination);
  return {
    identifiers: identifiersOf(settingsOf(source)),
    directory: pathOf(settings),
    layout: layoutOf(settings),
  };
}

function identifiersOf(settings: Members): readonly string[] {
  const values = member(settings, 'values');
  if (!Array.isArray(values) || values.length === 0) throw missing('Values');
  return values.map((value: unknown) => {
    if (typeof value === 'string' && parseExportIdentifier(value) !== undefined) return value;
    const shown = typeof value === 'string' ? value : JSON.stringify(value);
    throw invalid(`The value '${escapeHtml(shown)}' is not a valid DICOM identifier.`);
  });
}

function pathOf(settings: Members): string {
  const path = member(settings, 'path');
  if (typeof path !== 'string' || path === '') throw missing('Path');
  if (path.includes('\0')) throw invalid("The value of property 'Path' is no path.");
  return path;
}

function layoutOf(settings: Members): ExportLayout {
  const given = member(settings, 'layout') ?? 'uids';
  const layout = exportLayouts.find((one) => isNamed(given, one));
  if (layout === undefined) throw unexpected('Layout', given, exportLayouts);
  return layout;
}

type Members = Readonly<Record<string, unknown>>;

function requiredObject(body: Members, name: string): Members {
  const value = member(body, name);
  if (isObject(value)) return value;
  throw invalid(`The field '${name}' is required and must be an object.`);
}

function requireType(part: Members, name: string, type: string): void {
  const given = member(part, 'type');
  if (!isNamed(given, type)) throw unexpected(`${name}.Type`, given, [type]);
}

function settingsOf(part: Members): Members {
  const settings = member(part, 'settings');
  return isObject(settings) ? settings : {};
}

/** Names of enumerated values are compared without case, and numbers do not stand for them. */
function isNamed(given: unknown, name: string): boolean {
  return typeof given === 'string' && given.toLowerCase() === name;
}

/** Names of members are compared without case (contract 12.7). */
function member(members: Members, name: string): unknown {
  const key = Object.keys(members).find((one) => one.toLowerCase() === name.toLowerCase());
  return key === undefined ? undefined : members[key];
}

function isObject(value: unknown): value is Members {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function missing(name: string): ArchiveError {
  return invalid(`Missing value for property '${name}'.`);
}

function unexpected(name: string, given: unknown, expected: readonly string[]): ArchiveError {
  const shown = given === undefined ? 'nothing' : escapeHtml(JSON.stringify(given));
  const choice = expected.map((one) => `'${one}'`).join(' or ');
  return invalid(`Unexpected value for '${name}': ${shown}. Expected is ${choice}.`);
}

function invalid(message: string): ArchiveError {
  return new ArchiveError('InvalidRequest', { message });
}
