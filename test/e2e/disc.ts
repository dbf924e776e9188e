// A small patient disc, made anew for each test: two patients, three series, and the clutter real discs carry.
import fs from 'node:fs';
import path from 'node:path';
import { ctImage } from '../fixtures/part10-builder.ts';

export interface Disc {
  readonly folder: string;
  readonly instances: number;
  readonly otherFiles: number;
}

export const patients = { first: 'Canary^Petra', second: 'Müller^Jörg' } as const;

const uidRoot = '1.2.826.0.1.3680043.10.9999';

export function makeDisc(folder: string, slices = 24): Disc {
  const series = [
    { study: 1, series: 1, patientName: patients.first, patientID: 'CANARY-1' },
    { study: 1, series: 2, patientName: patients.first, patientID: 'CANARY-1' },
    { study: 2, series: 1, patientName: patients.second, patientID: 'CANARY-2' },
  ];
  for (const one of series) {
    const target = path.join(folder, 'DICOM', `ST${String(one.study)}`, `SE${String(one.series)}`);
    fs.mkdirSync(target, { recursive: true });
    for (let slice = 1; slice <= slices; slice++) {
      const studyInstanceUID = `${uidRoot}.${String(one.study)}`;
      const seriesInstanceUID = `${studyInstanceUID}.${String(one.series)}`;
      const bytes = ctImage({
        ...one,
        studyInstanceUID,
        seriesInstanceUID,
        sopInstanceUID: `${seriesInstanceUID}.${String(slice)}`,
        rows: 128,
        columns: 128,
        instanceNumber: slice,
        z: slice * 2.5,
        with: { SeriesDescription: `Thorax ${String(one.series)}.0`, SeriesNumber: String(one.series) },
      });
      fs.writeFileSync(path.join(target, `IM${String(slice).padStart(6, '0')}`), bytes);
    }
  }
  const clutter: Readonly<Record<string, string>> = {
    'AUTORUN.INF': '[autorun]\nopen=VIEWER.EXE\n',
    'VIEWER.EXE': 'MZ not a real program',
    'README.TXT': 'Images of a made-up patient.',
  };
  for (const [name, text] of Object.entries(clutter)) fs.writeFileSync(path.join(folder, name), text);
  return { folder, instances: series.length * slices, otherFiles: Object.keys(clutter).length };
}
