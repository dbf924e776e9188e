import { expect, it } from 'vitest';
import { insertion } from '../../../support/instance-attributes.ts';
import { hasStatistics, plannedSearches, queryPlan } from '../../../support/query-plans.ts';
import { keyOf, temporaryIndex } from '../../../support/temporary-index.ts';

it.each(plannedSearches)(
  'a search for %s is answered by an index',
  async (_title, asked, index) => {
    const opened = await temporaryIndex();
    opened.writer.insert([insertion()], 0);
    const { steps, scans } = queryPlan(opened.path, keyOf(opened), asked);
    expect(steps.join('\n')).toMatch(index);
    expect(scans).toEqual([]);
  },
);

it('the number of rows changes no plan, because nobody counts them', async () => {
  const opened = await temporaryIndex();
  opened.writer.insert([insertion()], 0);
  opened.close();
  expect(hasStatistics(opened.path)).toBe(false);
});
