import { expect, it } from 'vitest';
import {
  afterPrefix,
  personNameKey,
  personNameWords,
  textKey,
} from '../../../../main/archive/index/search-keys.ts';

it.each([
  ['AbC ', 'abc', true],
  ['abc\0', 'abc', true],
  ['Müller', 'MÜLLER', true],
  ['Müller', 'Muller', false],
  ['Mu\u0308ller', 'Müller', true],
  ['a*b', 'aXb', false],
])('text %j and %j compare as %s', (stored, asked, isEqual) => {
  expect(textKey(stored) === textKey(asked)).toBe(isEqual);
});

it.each([
  ['Müller^Jürgen', 'MULLER^JURGEN', true],
  ['Strauß', 'STRAUSS', true],
  ['DOE^JOHN', 'doe^john', true],
  ['Doe^John', 'Doe John', false],
  ['Ångström', 'angstrom', true],
  ['がが', 'かか', false],
])('names %j and %j compare as %s', (stored, asked, isEqual) => {
  expect(personNameKey(stored) === personNameKey(asked)).toBe(isEqual);
});

it('splits a name at carets, groups, blanks and punctuation', () => {
  expect(personNameWords('Jonathan^Stone Hall^^=山田^太郎')).toEqual([
    'jonathan',
    'stone',
    'hall',
    '山田',
    '太郎',
  ]);
  expect(personNameWords("O'Neil-Smith^Éva")).toEqual(['o', 'neil', 'smith', 'eva']);
});

it('bounds every text that begins with the prefix', () => {
  expect('joh\u{10fffe}' < afterPrefix('joh')).toBe(true);
  expect('joi' < afterPrefix('joh')).toBe(false);
});
