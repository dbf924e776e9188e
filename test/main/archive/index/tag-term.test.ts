import { expect, it } from 'vitest';
import { Tag } from '../../../../app/dicom/tag.ts';
import type { Match, Query, QueryLevel } from '../../../../app/dicomweb/query.ts';
import { insertion } from '../../../support/instance-attributes.ts';
import { queryPlan } from '../../../support/query-plans.ts';
import { condition, keyOf, query, temporaryIndex } from '../../../support/temporary-index.ts';

const range = { kind: 'range', from: '20240101', to: '20240131' } as const;
const words = { kind: 'words', words: ['jo', 'do'] } as const;

function byTag(listed: QueryLevel, level: QueryLevel, match: Match | string, vr = 'CS'): Query {
  const extended = { tagKey: 1, level, vr, askedAs: Tag.PatientSex };
  return query(listed, { conditions: [{ ...condition(Tag.PatientSex, match), extended }] });
}

const scanOfValues = /SCAN (t0|w0|v|\w+_tag_(values|words))\b/;
const byValue = (operator: string): RegExp =>
  new RegExp(
    `SEARCH t0 USING PRIMARY KEY \\(tag_key=\\? AND partition_key=\\? AND value${operator}`,
  );

it.each<readonly [title: string, asked: Query, step: RegExp]>([
  ['studies', byTag('study', 'study', 'M'), byValue('=')],
  ['series', byTag('series', 'series', 'L'), byValue('=')],
  ['instances', byTag('instance', 'instance', 'L'), byValue('=')],
  ['instances of studies', byTag('instance', 'study', 'M'), byValue('=')],
  ['instances of series', byTag('instance', 'series', 'L'), byValue('=')],
  ['a number', byTag('instance', 'instance', { kind: 'number', value: 3 }, 'IS'), byValue('=')],
  ['a range', byTag('instance', 'instance', range, 'DA'), byValue('>')],
  ['fuzzy names', byTag('instance', 'instance', words, 'PN'), /w0 USING PRIMARY KEY/],
])('finds %s by an index of values', async (_title, asked, step) => {
  const opened = await temporaryIndex();
  opened.writer.insert([insertion()], 0);
  const { steps, scans } = queryPlan(opened.path, keyOf(opened), asked);
  expect(steps.join('\n')).toMatch(step);
  expect([...scans, ...steps.filter((one) => scanOfValues.test(one))]).toEqual([]);
});

it.each(['study', 'series', 'instance'] as const)(
  'reads what one value finds on the level of %s newest first, without sorting',
  async (level) => {
    const opened = await temporaryIndex();
    opened.writer.insert([insertion()], 0);
    const { steps } = queryPlan(opened.path, keyOf(opened), byTag(level, level, 'M'));
    const page = steps.slice(
      0,
      steps.findIndex((step) => step.includes('SCAN page')),
    );
    expect(page.filter((step) => step.includes('TEMP B-TREE'))).toEqual([]);
  },
);
