// PS3.5 §10 and PS3.6 Annex A: every registered transfer syntax as a row, never a branch.
import { encapsulatedRows, nativeRows, type Codec, type Row } from './transfer-syntax-table.ts';

export { TransferSyntax, type Codec } from './transfer-syntax-table.ts';

export interface TransferSyntaxEntry {
  readonly uid: string;
  readonly keyword: string;
  /** As PS3.6 Table A-1 has it. */
  readonly name: string;
  readonly isLittleEndian: boolean;
  readonly isExplicitVR: boolean;
  readonly isDeflated: boolean;
  readonly isEncapsulated: boolean;
  readonly isLossy: boolean;
  /** Absent = stored and exported like any other, but not decoded here (video, JPIP, retired JPEG processes). */
  readonly codec?: Codec;
}

function toEntry(isEncapsulated: boolean): (row: Row) => TransferSyntaxEntry {
  return ([uid, keyword, name, traits = {}]) => ({
    uid,
    keyword,
    name,
    isLittleEndian: traits.isBigEndian !== true,
    isExplicitVR: traits.isImplicitVR !== true,
    isDeflated: traits.isDeflated === true,
    isEncapsulated,
    isLossy: traits.isLossy === true,
    ...(traits.codec !== undefined && { codec: traits.codec }),
  });
}

export const transferSyntaxes: readonly TransferSyntaxEntry[] = [
  ...nativeRows.map(toEntry(false)),
  ...encapsulatedRows.map(toEntry(true)),
];

const byUid = new Map(transferSyntaxes.map((entry) => [entry.uid, entry]));

export function transferSyntaxEntry(uid: string): TransferSyntaxEntry | undefined {
  return byUid.get(uid);
}
