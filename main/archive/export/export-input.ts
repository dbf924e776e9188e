// What is kept of an export across a restart; all of it is JSON.
import type { ExportLayout } from '../../../app/model/export.ts';
import type { PartitionName } from '../../../app/model/identifiers.ts';
import type { Json } from '../../../app/model/operations.ts';

export interface ExportInput {
  readonly layout: ExportLayout;
  readonly partitionName: PartitionName;
  /** As they were asked for, each once. */
  readonly identifiers: readonly string[];
  /** Absolute. */
  readonly directory: string;
  /** What a person calls the destination. */
  readonly label: string;
}

export function exportInput(input: ExportInput): Json {
  const { layout, partitionName, directory, label } = input;
  const identifiers = Array.from(new Set(input.identifiers));
  return { layout, partitionName, identifiers, directory, label };
}

/** Of what `exportInput` made. */
export function readExportInput(input: Json): ExportInput {
  return input as unknown as ExportInput;
}
