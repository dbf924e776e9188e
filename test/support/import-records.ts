// Records of imports as the engine hands them over, for tests of what becomes of them.
import type { JobId } from '../../app/model/identifiers.ts';
import type { ImportRecord, ReceiptFile } from '../../app/model/receipt.ts';
import { partitionName } from './temporary-archive.ts';

export function importRecord(changes: Partial<ImportRecord> = {}): ImportRecord {
  return {
    kind: 'import',
    jobId: '11111111-2222-4333-8444-555555555555' as JobId,
    partitionName: partitionName('clinic-A'),
    medium: { kind: 'folder', label: 'DISC1', fingerprint: 'ab'.repeat(32) },
    startedAt: '2026-03-02T09:00:00.000Z',
    endedAt: '2026-03-02T09:00:07.000Z',
    state: 'complete',
    counts: { scanned: 2, stored: 1, notDicom: 1 },
    isBalanced: true,
    patients: [
      {
        patientName: 'Müster^Anna',
        patientID: 'TEST-001',
        patientBirthDate: '19700101',
        studies: [
          {
            studyInstanceUID: '1.2.3',
            studyDate: '20260102',
            series: [
              { seriesInstanceUID: '1.2.3.4', modality: 'CT', counts: { stored: 1 }, gaps: [] },
            ],
          },
        ],
      },
    ],
    verification: {
      ...{ instances: 1, checked: 1, bytesRead: 100 },
      ...{ damaged: 0, missing: 0, unreadable: 0, faults: [] },
    },
    ...changes,
  };
}

export function* receiptFiles(count: number): Generator<ReceiptFile> {
  for (let number = 1; number <= count; number += 1) {
    yield {
      path: `IMAGES/IM${String(number)}`,
      bytes: 100,
      bucket: 'stored',
      sha256: number.toString(16).padStart(64, '0'),
    };
  }
}
