// What an export is of, and how it lies at its destination (contract chapter 6).

/** A study, a series of it or an instance of that, as far down as it goes. */
export interface ExportIdentifier {
  readonly studyInstanceUID: string;
  readonly seriesInstanceUID?: string;
  readonly sopInstanceUID?: string;
}

/**
 * `uids`: folders and files are named by UID below one named by the operation, as the contract has it.
 * `media`: an extension, names that are legal on media (PS3.10 §8.2), all files or none.
 */
export const exportLayouts = ['uids', 'media'] as const;
export type ExportLayout = (typeof exportLayouts)[number];

const uidText = '[0-9.]{0,63}[0-9]';
const identifierText = new RegExp(`^${uidText}(?:/${uidText}){0,2}$`);

/** `study`, `study/series` or `study/series/instance` (contract 6.1); undefined for anything else. */
export function parseExportIdentifier(text: string): ExportIdentifier | undefined {
  if (!identifierText.test(text)) return undefined;
  const [studyInstanceUID = '', seriesInstanceUID, sopInstanceUID] = text.split('/');
  return {
    studyInstanceUID,
    ...(seriesInstanceUID !== undefined && { seriesInstanceUID }),
    ...(sopInstanceUID !== undefined && { sopInstanceUID }),
  };
}

/** Inverse of `parseExportIdentifier`. */
export function printExportIdentifier(identifier: ExportIdentifier): string {
  const { studyInstanceUID, seriesInstanceUID, sopInstanceUID } = identifier;
  return [studyInstanceUID, seriesInstanceUID, sopInstanceUID]
    .filter((uid) => uid !== undefined)
    .join('/');
}
