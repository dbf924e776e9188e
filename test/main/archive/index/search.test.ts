import { describe, expect, it } from 'vitest';
import { Tag } from '../../../../app/dicom/tag.ts';
import type { Match } from '../../../../app/dicomweb/query.ts';
import { insertion } from '../../../support/instance-attributes.ts';
import type { IndexedFixture } from '../../../support/instance-attributes.ts';
import {
  condition,
  keyOf,
  query,
  temporaryIndex,
  uidsOf,
} from '../../../support/temporary-index.ts';
import type { TemporaryIndex } from '../../../support/temporary-index.ts';

async function indexOf(...fixtures: readonly IndexedFixture[]): Promise<TemporaryIndex> {
  const index = await temporaryIndex();
  for (const result of index.writer.insert(fixtures.map(insertion), 0)) {
    if (result.kind === 'failed') throw result.error;
  }
  return index;
}

const words = (...texts: readonly string[]): Match => ({ kind: 'words', words: texts });
const range = (from?: string, to?: string): Match => ({
  kind: 'range',
  ...(from !== undefined && { from }),
  ...(to !== undefined && { to }),
});

describe('matching', () => {
  it.each<
    readonly [title: string, tag: string, stored: string, match: Match | string, isFound: boolean]
  >([
    ['text, same', Tag.PatientID, 'A-7', 'A-7', true],
    ['text, other case', Tag.PatientID, 'A-7', 'a-7', true],
    ['text, trailing blanks', Tag.PatientID, 'A-7', 'A-7  ', true],
    ['text, trailing NUL', Tag.PatientID, 'A-7', 'A-7\0', true],
    ['text, accents count', Tag.StudyDescription, 'Schädel', 'Schadel', false],
    ['text, wildcards are literal', Tag.PatientID, 'A-7', 'A*', false],
    ['text, a list is literal', Tag.PatientID, 'A-7', 'A-7\\A-8', false],
    ['text, SQL is literal', Tag.PatientID, 'A-7', "' OR 1=1 --", false],
    ['name, other case', Tag.PatientName, 'Doe^John', 'DOE^john', true],
    ['name, accents do not count', Tag.PatientName, 'Müller^Jürgen', 'Muller^Jurgen', true],
    ['name, not a part', Tag.PatientName, 'Doe^John', 'Doe', false],
    ['date, same', Tag.StudyDate, '20240131', '20240131', true],
    ['date, other', Tag.StudyDate, '20240131', '20240130', false],
    ['range, inside', Tag.StudyDate, '20240131', range('20240101', '20240131'), true],
    ['range, first day', Tag.StudyDate, '20240131', range('20240131', '20240201'), true],
    ['range, after', Tag.StudyDate, '20240131', range('20240201'), false],
    ['range, open start', Tag.StudyDate, '20240131', range(undefined, '20240131'), true],
    ['range, birth date', Tag.PatientBirthDate, '19700101', range('19600101'), true],
    ['words, beginning', Tag.PatientName, 'John^Doe', words('joh'), true],
    ['words, later word', Tag.PatientName, 'John^Doe', words('DO'), true],
    ['words, in order', Tag.PatientName, 'John^Doe', words('jo', 'do'), true],
    ['words, not a beginning', Tag.PatientName, 'John^Doe', words('ohn'), false],
    ['words, wrong order', Tag.PatientName, 'John^Doe', words('doe', 'john'), false],
    ['words, one missing', Tag.PatientName, 'John^Doe', words('j', 'x'), false],
    ['words, adjacent', Tag.PatientName, 'Jonathan^Stone Hall^^', words('stone', 'ha'), true],
    ['words, not adjacent', Tag.PatientName, 'Jonathan^Stone Hall^^', words('jon', 'hall'), false],
    ['words, accents', Tag.PatientName, 'Ångström^Åsa', words('angs'), true],
    ['words, ideographic', Tag.PatientName, 'Yamada^Tarou=山田^太郎', words('山'), true],
    [
      'words, referring physician',
      Tag.ReferringPhysicianName,
      'House^Gregory',
      words('greg'),
      true,
    ],
    ['accession number', Tag.AccessionNumber, 'ACC1', 'acc1', true],
  ])('%s', async (_title, tag, stored, match, isFound) => {
    const index = await indexOf({ indexed: { [tag]: stored } });
    const conditions = [condition(tag, match)];
    for (const level of ['study', 'series', 'instance'] as const) {
      const found = index.reader.search(keyOf(index), query(level, { conditions }));
      expect(found).toHaveLength(isFound ? 1 : 0);
    }
  });

  it.each([
    ['series', Tag.Modality, 'CT', 'ct'],
    ['series', Tag.PerformedProcedureStepStartDate, '20240131', '20240131'],
    ['series', Tag.ManufacturerModelName, 'Scanner 1', 'scanner 1'],
  ] as const)('finds a %s by %s', async (level, tag, stored, asked) => {
    const index = await indexOf({ indexed: { [tag]: stored } }, { study: '1.2.2' });
    const conditions = [condition(tag, asked)];
    const found = index.reader.search(keyOf(index), query(level, { conditions }));
    expect(uidsOf(found, level)).toEqual(['1.2.1.1']);
  });

  it('compares UIDs without trailing blanks', async () => {
    const index = await indexOf({ study: '1.2.3 ', series: '1.2.3.4', instance: '1.2.3.4.5' });
    for (const asked of ['1.2.3', '1.2.3 ', '1.2.3   ']) {
      const conditions = [condition(Tag.StudyInstanceUID, asked)];
      expect(index.reader.search(keyOf(index), query('study', { conditions }))).toHaveLength(1);
      const path = { partitionKey: keyOf(index), studyInstanceUID: asked };
      expect(index.reader.instances.within(path)).toHaveLength(1);
    }
  });

  it('matches a modality of any series of the study, and combines conditions with AND', async () => {
    const index = await indexOf(
      { study: '1.1', series: '1.1.1', indexed: { [Tag.Modality]: 'CT', [Tag.PatientID]: 'A' } },
      { study: '1.1', series: '1.1.2', indexed: { [Tag.Modality]: 'SR', [Tag.PatientID]: 'A' } },
      { study: '1.2', series: '1.2.1', indexed: { [Tag.Modality]: 'CT', [Tag.PatientID]: 'B' } },
    );
    const found = (...conditions: readonly ReturnType<typeof condition>[]): readonly unknown[] =>
      uidsOf(index.reader.search(keyOf(index), query('study', { conditions })), 'study');
    expect(found(condition(Tag.ModalitiesInStudy, 'sr'))).toEqual(['1.1']);
    expect(found(condition(Tag.ModalitiesInStudy, 'CT'))).toEqual(['1.2', '1.1']);
    expect(found(condition(Tag.ModalitiesInStudy, 'CT'), condition(Tag.PatientID, 'B'))).toEqual([
      '1.2',
    ]);
    const conditions = [condition(Tag.ModalitiesInStudy, 'SR')];
    const series = index.reader.search(keyOf(index), query('series', { conditions }));
    expect(uidsOf(series, 'series')).toEqual(['1.1.2', '1.1.1']);
  });

  it('refuses to search what cannot be searched on the level', async () => {
    const index = await indexOf({});
    const conditions = [condition(Tag.Modality, 'CT')];
    expect(() => index.reader.search(keyOf(index), query('study', { conditions }))).toThrow(
      expect.objectContaining({ code: 'InvalidQuery' }),
    );
  });

  it('never finds anything of another partition', async () => {
    const index = await indexOf(
      { partition: 'clinic-A', instance: '1.9', indexed: { [Tag.PatientID]: 'A' } },
      { partition: 'clinic-B', instance: '1.9', indexed: { [Tag.PatientID]: 'B' } },
    );
    for (const level of ['study', 'series', 'instance'] as const) {
      const conditions = [condition(Tag.PatientID, 'B')];
      const inA = index.reader.search(keyOf(index, 'clinic-A'), query(level, { conditions }));
      const inB = index.reader.search(keyOf(index, 'clinic-B'), query(level, { conditions }));
      expect([inA.length, inB.length]).toEqual([0, 1]);
    }
  });
});

describe('results', () => {
  it('come newest first, and pages do not overlap', async () => {
    const index = await indexOf(...['1.1', '1.2', '1.3', '1.4'].map((study) => ({ study })));
    const page = (limit: number, offset: number): readonly unknown[] =>
      uidsOf(index.reader.search(keyOf(index), query('study', { limit, offset })), 'study');
    expect(page(3, 0)).toEqual(['1.4', '1.3', '1.2']);
    expect(page(3, 3)).toEqual(['1.1']);
    expect(page(3, 4)).toEqual([]);
  });

  it('do not move when something is stored into an old study', async () => {
    const index = await indexOf({ study: '1.1' }, { study: '1.2' }, { study: '1.1' });
    const found = index.reader.search(keyOf(index), query('study'));
    expect(uidsOf(found, 'study')).toEqual(['1.2', '1.1']);
  });

  it('show the latest value that is not empty', async () => {
    const index = await indexOf(
      { indexed: { [Tag.PatientName]: 'Doe^Jane', [Tag.PatientID]: 'A' } },
      { indexed: { [Tag.PatientID]: 'B' } },
    );
    const returnTags = [Tag.PatientID, Tag.PatientName];
    expect(index.reader.search(keyOf(index), query('study', { returnTags }))).toEqual([
      {
        [Tag.PatientName]: { vr: 'PN', Value: [{ Alphabetic: 'Doe^Jane' }] },
        [Tag.PatientID]: { vr: 'LO', Value: ['B'] },
      },
    ]);
    const old = [condition(Tag.PatientID, 'A')];
    expect(index.reader.search(keyOf(index), query('study', { conditions: old }))).toEqual([]);
    const name = [condition(Tag.PatientName, words('jane'))];
    expect(index.reader.search(keyOf(index), query('study', { conditions: name }))).toHaveLength(1);
  });

  it('forget the words of a name that was replaced', async () => {
    const index = await indexOf(
      { indexed: { [Tag.PatientName]: 'Old^Name' } },
      { indexed: { [Tag.PatientName]: 'New^Name' } },
    );
    const found = (word: string): number =>
      index.reader.search(
        keyOf(index),
        query('study', { conditions: [condition(Tag.PatientName, words(word))] }),
      ).length;
    expect([found('old'), found('new')]).toEqual([0, 1]);
  });

  it('count and collect what is asked for, on its own level only', async () => {
    const index = await indexOf(
      { series: '1.5.1', indexed: { [Tag.Modality]: 'SR' } },
      { series: '1.5.2', indexed: { [Tag.Modality]: 'CT' } },
      { series: '1.5.2', indexed: { [Tag.Modality]: 'CT' } },
    );
    const counts = [
      Tag.ModalitiesInStudy,
      Tag.NumberOfStudyRelatedInstances,
      Tag.NumberOfSeriesRelatedInstances,
    ];
    const search = (level: 'study' | 'series'): unknown =>
      index.reader.search(keyOf(index), query(level, { returnTags: counts }));
    expect(search('study')).toEqual([
      {
        [Tag.ModalitiesInStudy]: { vr: 'CS', Value: ['CT', 'SR'] },
        [Tag.NumberOfStudyRelatedInstances]: { vr: 'IS', Value: [3] },
      },
    ]);
    expect(search('series')).toEqual([
      { [Tag.NumberOfSeriesRelatedInstances]: { vr: 'IS', Value: [2] } },
      { [Tag.NumberOfSeriesRelatedInstances]: { vr: 'IS', Value: [1] } },
    ]);
  });

  it('take what the index does not hold from the newest instance, and omit what has no value', async () => {
    const index = await indexOf(
      { metadata: { [Tag.PatientSex]: { vr: 'CS', Value: ['F'] } } },
      {
        metadata: {
          [Tag.PatientSex]: { vr: 'CS', Value: ['O'] },
          [Tag.StudyID]: { vr: 'SH' },
          '00091001': { vr: 'LO', Value: ['private'] },
        },
      },
    );
    const returnTags = [Tag.PatientSex, Tag.StudyID, '00091001'];
    expect(index.reader.search(keyOf(index), query('study', { returnTags }))).toEqual([
      {
        '00091001': { vr: 'LO', Value: ['private'] },
        [Tag.PatientSex]: { vr: 'CS', Value: ['O'] },
      },
    ]);
  });

  it('are limited to the study and series of the path', async () => {
    const index = await indexOf(
      { study: '1.1', series: '1.1.1', instance: '1.1.1.1' },
      { study: '1.1', series: '1.1.2', instance: '1.1.2.1' },
      { study: '1.2', series: '1.2.1', instance: '1.2.1.1' },
    );
    const path = { studyInstanceUID: '1.1' };
    const series = index.reader.search(keyOf(index), query('series', path));
    expect(uidsOf(series, 'series')).toEqual(['1.1.2', '1.1.1']);
    const deeper = { ...path, seriesInstanceUID: '1.1.2' };
    const instances = index.reader.search(keyOf(index), query('instance', deeper));
    expect(uidsOf(instances, 'instance')).toEqual(['1.1.2.1']);
    const elsewhere = { studyInstanceUID: '1.2', seriesInstanceUID: '1.1.2' };
    expect(index.reader.search(keyOf(index), query('instance', elsewhere))).toEqual([]);
  });
});
