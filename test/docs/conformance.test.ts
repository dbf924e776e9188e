// The conformance statement says what the code does, or it is wrong.
import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { characterSet } from '../../app/dicom/character-set.ts';
import { pydicomDifferences } from '../support/pydicom-differences.ts';
import { tables } from './conformance-tables.ts';

const text = readFileSync('docs/conformance.md', 'utf8');

/** Cells of the first table below the heading, without its head. */
function tableBelow(heading: string): string[][] {
  const [, section = ''] = text.split(new RegExp(`^#+ ${heading}$`, 'm'));
  const lines = section.split('\n').map((line) => line.trim());
  const start = lines.findIndex((line) => line.startsWith('|'));
  const length = lines.slice(start).findIndex((line) => !line.startsWith('|'));
  const rows = lines.slice(start + 2, length < 0 ? undefined : start + length);
  return rows.map((row) =>
    row
      .slice(1, -1)
      .split('|')
      .map((cell) => cell.trim()),
  );
}

describe('the conformance statement', () => {
  it.each(Object.keys(tables))('has the table "%s" as the code has it', (heading) => {
    const rows = tables[heading] ?? [];
    expect(rows.length).toBeGreaterThan(0);
    expect(tableBelow(heading)).toEqual(rows);
  });

  it('names character sets that are read as it says', () => {
    const rows = tableBelow('Character sets');
    expect(rows.length).toBeGreaterThan(20);
    for (const [terms = '', hex = '', expected = ''] of rows) {
      const bytes = Uint8Array.from(Buffer.from(hex.replace(/[` ]/g, ''), 'hex'));
      const set = characterSet(terms.replaceAll('`', '').split('\\'));
      expect([terms, set.decode(bytes, 'LO')]).toEqual([terms, expected]);
    }
  });

  it('gives a reason for every kind of difference from pydicom', () => {
    const kinds = tableBelow('DICOM JSON compared with pydicom').map(([kind = '']) => kind);
    expect(kinds).toEqual(expect.arrayContaining(Object.keys(pydicomDifferences)));
    expect(tableBelow('DICOM JSON compared with pydicom').every(([, why]) => why !== '')).toBe(
      true,
    );
  });

  it('stays short, and links to what is there', () => {
    expect(text.split('\n').length).toBeLessThanOrEqual(400);
    const links = [...text.matchAll(/\]\((?!http)([^)#]+)\)/g)].map(([, path = '']) => path);
    for (const path of links) expect([path, existsSync(`docs/${path}`)]).toEqual([path, true]);
  });
});
