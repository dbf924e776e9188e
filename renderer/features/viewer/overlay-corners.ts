import type { IntlShape } from 'react-intl';
import type { ViewportSnapshot } from '../../viewport/engine.ts';
import type { SliceFacts } from './overlay-text.ts';

interface OverlayInput {
  readonly facts: SliceFacts;
  readonly patientName: string;
  readonly snapshot: ViewportSnapshot;
}

export interface OverlayCorners {
  readonly topLeft: readonly string[];
  readonly topRight: readonly string[];
  readonly bottomLeft: readonly string[];
  readonly bottomRight: readonly string[];
}

/** Lines of each corner; what is unknown leaves no empty line behind. */
export function overlayCorners(intl: IntlShape, input: OverlayInput): OverlayCorners {
  const { facts, patientName, snapshot } = input;
  return {
    topLeft: present([
      patientName,
      joined([facts.patientID, dateText(intl, facts.patientBirthDate), facts.patientSex]),
    ]),
    topRight: present([
      facts.institutionName,
      facts.studyDescription,
      dateText(intl, facts.studyDate),
    ]),
    bottomLeft: present([
      seriesLine(intl, facts),
      sliceLine(intl, facts, snapshot),
      geometryLine(intl, facts),
    ]),
    bottomRight: present([
      lossyLine(intl, facts),
      windowLine(intl, snapshot),
      intl.formatMessage(
        { id: 'viewer.overlay.zoom', defaultMessage: 'Zoom {zoom}' },
        { zoom: intl.formatNumber(snapshot.zoom, { style: 'percent' }) },
      ),
    ]),
  };
}

function seriesLine(intl: IntlShape, facts: SliceFacts): string | undefined {
  const series =
    facts.seriesNumber === undefined
      ? undefined
      : intl.formatMessage(
          { id: 'viewer.overlay.series', defaultMessage: 'Series {number}' },
          { number: facts.seriesNumber },
        );
  return joined([facts.modality, series, facts.seriesDescription, facts.laterality]);
}

function sliceLine(intl: IntlShape, facts: SliceFacts, snapshot: ViewportSnapshot): string {
  const position = intl.formatMessage(
    { id: 'viewer.overlay.position', defaultMessage: '{index} of {count}' },
    { index: snapshot.index + 1, count: snapshot.count },
  );
  const number =
    facts.instanceNumber === undefined
      ? undefined
      : intl.formatMessage(
          { id: 'viewer.overlay.instance', defaultMessage: 'Instance {number}' },
          { number: facts.instanceNumber },
        );
  return joined([position, number]) ?? position;
}

function geometryLine(intl: IntlShape, facts: SliceFacts): string | undefined {
  const mm = (value: number) =>
    intl.formatNumber(value, { style: 'unit', unit: 'millimeter', maximumFractionDigits: 1 });
  return joined([
    facts.sliceThicknessMm === undefined
      ? undefined
      : intl.formatMessage(
          { id: 'viewer.overlay.thickness', defaultMessage: 'Thickness {value}' },
          { value: mm(facts.sliceThicknessMm) },
        ),
    facts.sliceLocationMm === undefined
      ? undefined
      : intl.formatMessage(
          { id: 'viewer.overlay.location', defaultMessage: 'Location {value}' },
          { value: mm(facts.sliceLocationMm) },
        ),
  ]);
}

function windowLine(intl: IntlShape, snapshot: ViewportSnapshot): string | undefined {
  if (snapshot.window === undefined) return undefined;
  const number = (value: number) => intl.formatNumber(value, { maximumFractionDigits: 1 });
  return intl.formatMessage(
    { id: 'viewer.overlay.window', defaultMessage: 'W {width}  L {center}' },
    { width: number(snapshot.window.width), center: number(snapshot.window.center) },
  );
}

function lossyLine(intl: IntlShape, facts: SliceFacts): string | undefined {
  if (!facts.isLossy) return undefined;
  return facts.lossyRatio === undefined
    ? intl.formatMessage({ id: 'viewer.overlay.lossy', defaultMessage: 'Lossy compressed' })
    : intl.formatMessage(
        { id: 'viewer.overlay.lossyRatio', defaultMessage: 'Lossy compressed {ratio} : 1' },
        { ratio: intl.formatNumber(facts.lossyRatio, { maximumFractionDigits: 1 }) },
      );
}

/** DA as an unambiguous date; anything else as it stands. */
function dateText(intl: IntlShape, text: string | undefined): string | undefined {
  const match = /^(\d{4})(\d{2})(\d{2})$/.exec(text ?? '');
  if (match === null) return text;
  const [, year, month, day] = match;
  const date = new Date(Date.UTC(Number(year), Number(month) - 1, Number(day)));
  return intl.formatDate(date, {
    timeZone: 'UTC',
    day: '2-digit',
    month: 'short',
    year: 'numeric',
  });
}

function joined(parts: readonly (string | undefined)[]): string | undefined {
  const known = present(parts);
  return known.length === 0 ? undefined : known.join('  ·  ');
}

function present(parts: readonly (string | undefined)[]): readonly string[] {
  return parts.filter((part) => part !== undefined && part !== '') as readonly string[];
}
