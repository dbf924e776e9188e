// Modality and VOI transformations of a data set or of an item of its functional groups.
import type { Dataset } from '../../dicom/dataset.ts';
import { Tag } from '../../dicom/tag.ts';
import type { ModalityLut, VoiLut, VoiLutFunction } from '../image.ts';
import { readSequenceTable, type TableContext } from './lookup-table.ts';

/** PS3.3 C.11.1; undefined when the data set says nothing of it. */
export function readModalityLut(dataset: Dataset, context: TableContext): ModalityLut | undefined {
  const [item] = dataset.items(Tag.ModalityLUTSequence);
  const table = item === undefined ? undefined : readSequenceTable(item, context);
  if (table !== undefined) {
    const type = item?.string(Tag.ModalityLUTType);
    return { kind: 'table', table, ...(type === undefined ? {} : { type }) };
  }
  const slope = finite(dataset.number(Tag.RescaleSlope));
  const intercept = finite(dataset.number(Tag.RescaleIntercept));
  if (slope === undefined && intercept === undefined) return undefined;
  const type = dataset.string(Tag.RescaleType);
  return {
    kind: 'rescale',
    // A slope of zero would make every pixel equal; devices write it for "not rescaled".
    slope: slope === undefined || slope === 0 ? 1 : slope,
    intercept: intercept ?? 0,
    ...(type === undefined ? {} : { type }),
  };
}

/** PS3.3 C.11.2: windows first, then tables, as the tags are ordered; unusable ones left out. */
export function readVoiLuts(dataset: Dataset, context: TableContext): readonly VoiLut[] {
  const tables = dataset
    .items(Tag.VOILUTSequence)
    .map((item) => readSequenceTable(item, context))
    .filter((table) => table !== undefined)
    .map((table): VoiLut => ({ kind: 'table', table }));
  return [...readWindows(dataset), ...tables];
}

function readWindows(dataset: Dataset): VoiLut[] {
  const centers = dataset.numbers(Tag.WindowCenter);
  const widths = dataset.numbers(Tag.WindowWidth);
  const explanations = dataset.strings(Tag.WindowCenterWidthExplanation);
  const voiFunction = toFunction(dataset.string(Tag.VOILUTFunction));
  const windows: VoiLut[] = [];
  centers.forEach((center, i) => {
    const width = widths[i];
    if (finite(center) === undefined || finite(width) === undefined) return;
    // PS3.3 C.11.2.1.2: never negative; zero is a threshold at best and mostly "no window".
    if (width === undefined || width <= 0) return;
    const explanation = explanations[i];
    windows.push({
      kind: 'window',
      center,
      width,
      function: voiFunction,
      ...(explanation === undefined || explanation === '' ? {} : { explanation }),
    });
  });
  return windows;
}

function toFunction(text: string | undefined): VoiLutFunction {
  return text === 'LINEAR_EXACT' || text === 'SIGMOID' ? text : 'LINEAR';
}

function finite(value: number | undefined): number | undefined {
  return value !== undefined && Number.isFinite(value) ? value : undefined;
}
