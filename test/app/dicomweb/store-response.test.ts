import { describe, expect, it } from 'vitest';
import { toStoreResponse } from '../../../app/dicomweb/store-response.ts';
import type { StoreContext } from '../../../app/dicomweb/store-response.ts';
import type { RefusedInstance, StoredInstance } from '../../../app/model/store.ts';

const context: StoreContext = {
  version: 'v2',
  instanceUrl: (uids) => `http://h/v2/studies/${uids.studyInstanceUID}/x/${uids.sopInstanceUID}`,
};

const stored = (sopInstanceUID: string, rest: Partial<StoredInstance> = {}) =>
  ({
    kind: 'stored',
    identity: {
      partitionKey: 1,
      studyInstanceUID: '1.2',
      seriesInstanceUID: '1.3',
      sopInstanceUID,
    },
    sopClassUID: '1.2.840.10008.5.1.4.1.1.2',
    watermark: 1,
    bytes: 1,
    sha256: '',
    attributeFailures: [],
    ...rest,
  }) as StoredInstance; // branded identifiers

const refused = (rest: Partial<RefusedInstance> = {}): RefusedInstance => ({
  kind: 'refused',
  problem: 'InvalidInstance',
  attributeFailures: [],
  ...rest,
});

const warned = {
  warningReason: 1,
  attributeFailures: [{ tag: '00080020', reason: 'DICOM100: (0008,0020) - no date' }],
};

describe('toStoreResponse', () => {
  it('answers 204 without a data set when there was no part', () => {
    expect(toStoreResponse([], context)).toEqual({ status: 204 });
  });

  it.each<[string, Parameters<typeof toStoreResponse>[0], 'v1' | 'v2', number]>([
    ['everything was stored', [stored('1'), stored('2')], 'v2', 200],
    ['nothing was stored', [refused(), refused()], 'v2', 409],
    ['something was stored', [stored('1'), refused()], 'v2', 202],
    ['something was stored', [refused(), stored('1')], 'v1', 202],
    ['something was warned about', [stored('1', warned)], 'v2', 202],
    ['something was warned about', [stored('1', { warningReason: 45063 })], 'v1', 200],
  ])('when %s', (_, outcomes, version, status) => {
    expect(toStoreResponse(outcomes, { ...context, version }).status).toBe(status);
  });

  it('writes stored instances with an address, warnings and failed attributes', () => {
    const outcomes = [stored('1.4'), stored('1.5', warned)];
    expect(toStoreResponse(outcomes, { ...context, studyUrl: 'http://h/v2/studies/1.2' })).toEqual({
      status: 202,
      dataset: {
        '00081190': { vr: 'UR', Value: ['http://h/v2/studies/1.2'] },
        '00081199': {
          vr: 'SQ',
          Value: [
            {
              '00081150': { vr: 'UI', Value: ['1.2.840.10008.5.1.4.1.1.2'] },
              '00081155': { vr: 'UI', Value: ['1.4'] },
              '00081190': { vr: 'UR', Value: ['http://h/v2/studies/1.2/x/1.4'] },
              '00741048': { vr: 'SQ' },
            },
            {
              '00081150': { vr: 'UI', Value: ['1.2.840.10008.5.1.4.1.1.2'] },
              '00081155': { vr: 'UI', Value: ['1.5'] },
              '00081190': { vr: 'UR', Value: ['http://h/v2/studies/1.2/x/1.5'] },
              '00081196': { vr: 'US', Value: [1] },
              '00741048': {
                vr: 'SQ',
                Value: [{ '00000902': { vr: 'LO', Value: ['DICOM100: (0008,0020) - no date'] } }],
              },
            },
          ],
        },
      },
    });
  });

  it('leaves failed attributes of stored instances out on v1', () => {
    const { dataset } = toStoreResponse([stored('1.4', warned)], { ...context, version: 'v1' });
    expect(JSON.stringify(dataset)).not.toContain('00741048');
  });

  it('writes refused instances with what could be read of them', () => {
    const outcomes = [
      refused(),
      refused({
        problem: 'MissingAttribute',
        sopClassUID: '1.9',
        sopInstanceUID: 'bad uid',
        attributeFailures: [{ tag: '0020000D', reason: 'DICOM100: (0020,000d) - gone' }],
      }),
      refused({ problem: 'DuplicateInstance', sopInstanceUID: '1.4' }),
      refused({ problem: 'ProcessingFailure' }),
      refused({ problem: 'ArchiveUnavailable' }),
    ];
    const { status, dataset } = toStoreResponse(outcomes, { ...context, studyUrl: 'http://h/' });
    expect(status).toBe(409);
    expect(dataset).toEqual({
      '00081198': {
        vr: 'SQ',
        Value: [
          { '00081197': { vr: 'US', Value: [43264] } },
          {
            '00081150': { vr: 'UI', Value: ['1.9'] },
            '00081155': { vr: 'UI', Value: ['bad uid'] },
            '00081197': { vr: 'US', Value: [43264] },
            '00741048': {
              vr: 'SQ',
              Value: [{ '00000902': { vr: 'LO', Value: ['DICOM100: (0020,000d) - gone'] } }],
            },
          },
          {
            '00081155': { vr: 'UI', Value: ['1.4'] },
            '00081197': { vr: 'US', Value: [45070] },
          },
          { '00081197': { vr: 'US', Value: [272] } },
          { '00081197': { vr: 'US', Value: [272] } },
        ],
      },
    });
  });
});
