// A small patient disc, made anew for each test: two patients, three series, and the clutter real discs carry.
import fs from 'node:fs';
import path from 'node:path';
import { Tag } from '../../app/dicom/tag.ts';
import { ctImage, element } from '../fixtures/part10-builder.ts';
import { chestSlice } from '../fixtures/phantom.ts';

export interface Disc {
  readonly folder: string;
  readonly instances: number;
  readonly otherFiles: number;
}

export const patients = { first: 'Canary^Petra', second: 'Müller^Jörg' } as const;

const uidRoot = '1.2.826.0.1.3680043.10.9999';
const size = 256;

const allSeries = [
  { study: 1, number: 2, patient: patients.first, id: 'CANARY-1', name: 'Thorax 2.5 soft' },
  { study: 1, number: 3, patient: patients.first, id: 'CANARY-1', name: 'Thorax 2.5 lung' },
  { study: 2, number: 1, patient: patients.second, id: 'CANARY-2', name: 'Chest native' },
] as const;

const clutter: Readonly<Record<string, string>> = {
  'AUTORUN.INF': '[autorun]\nopen=VIEWER.EXE\n',
  'VIEWER.EXE': 'MZ not a real program',
  'README.TXT': 'Images of a made-up patient.',
};

export function makeDisc(folder: string, slices = 24): Disc {
  for (const series of allSeries) {
    const name = `DICOM/ST${String(series.study)}/SE${String(series.number)}`;
    const target = path.join(folder, name);
    fs.mkdirSync(target, { recursive: true });
    for (let slice = 1; slice <= slices; slice++) {
      const file = path.join(target, `IM${String(slice).padStart(6, '0')}`);
      fs.writeFileSync(file, sliceOf(series, slice, slices));
    }
  }
  for (const [name, text] of Object.entries(clutter)) {
    fs.writeFileSync(path.join(folder, name), text);
  }
  return {
    folder,
    instances: allSeries.length * slices,
    otherFiles: Object.keys(clutter).length,
  };
}

function sliceOf(series: (typeof allSeries)[number], slice: number, slices: number): Uint8Array {
  const studyInstanceUID = `${uidRoot}.${String(series.study)}`;
  const seriesInstanceUID = `${studyInstanceUID}.${String(series.number)}`;
  return ctImage({
    studyInstanceUID,
    seriesInstanceUID,
    sopInstanceUID: `${seriesInstanceUID}.${String(slice)}`,
    patientName: series.patient,
    patientID: series.id,
    studyDescription: 'CT Thorax',
    seriesNumber: series.number,
    instanceNumber: slice,
    rows: size,
    columns: size,
    pixelData: chestSlice(size, slice / slices),
    extra: [
      element(Tag.SeriesDescription, 'LO', series.name),
      element(Tag.SliceThickness, 'DS', '2.5'),
      element(Tag.SliceLocation, 'DS', String(slice * 2.5)),
      element(Tag.ImagePositionPatient, 'DS', ['-180', '-180', String(slice * 2.5)]),
      element(Tag.ImageOrientationPatient, 'DS', ['1', '0', '0', '0', '1', '0']),
    ],
  });
}
