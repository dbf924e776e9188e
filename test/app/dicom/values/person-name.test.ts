import { describe, expect, it } from 'vitest';
import {
  foldText,
  formatNameGroup,
  formatPersonName,
  fromPersonNameJson,
  nameWords,
  parsePersonName,
} from '../../../../app/dicom/values/person-name.ts';

describe('a component group', () => {
  it.each([
    ['Doe^Jane', 'Doe, Jane'],
    ['Doe^Jane^Mary^Dr.^MD', 'Doe, Dr. Jane Mary, MD'],
    ['Doe', 'Doe'],
    ['^Jane', 'Jane'],
    ['Doe^^^Prof.', 'Doe, Prof.'],
    ['Doe^^^^Jr.', 'Doe, Jr.'],
    [' Doe ^ Jane ', 'Doe, Jane'],
    ['^^^^', ''],
    ['', ''],
    ['Doe^Jane^^^^more', 'Doe, Jane'],
  ])('%j reads %j', (group, text) => {
    expect(formatNameGroup(group)).toBe(text);
  });
});

describe('a name', () => {
  const name = parsePersonName('Yamada^Tarou=山田^太郎=やまだ^たろう');

  it('has three groups', () => {
    expect(name).toEqual({
      alphabetic: 'Yamada^Tarou',
      ideographic: '山田^太郎',
      phonetic: 'やまだ^たろう',
    });
    expect(parsePersonName('Doe')).toEqual({ alphabetic: 'Doe', ideographic: '', phonetic: '' });
  });

  it('begins with the group its reader expects', () => {
    expect(formatPersonName(name)).toBe('Yamada, Tarou (山田, 太郎 · やまだ, たろう)');
    expect(formatPersonName(name, 'ja')).toBe('山田, 太郎 (やまだ, たろう · Yamada, Tarou)');
    expect(formatPersonName(parsePersonName('=山田'), 'en')).toBe('山田');
    expect(formatPersonName(parsePersonName(''))).toBe('');
  });

  it('is the same from DICOM JSON', () => {
    expect(fromPersonNameJson({ Alphabetic: 'Doe^Jane', Phonetic: 'x' })).toEqual({
      alphabetic: 'Doe^Jane',
      ideographic: '',
      phonetic: 'x',
    });
    expect(fromPersonNameJson(undefined)).toEqual(parsePersonName(''));
  });
});

describe('folding', () => {
  it.each([
    ['Müller', 'MULLER'],
    ['Łukasz', 'lukasz'],
    ['Straße', 'STRASSE'],
    ['Ｄｏｅ', 'doe'],
    ['ﾔﾏﾀﾞ', 'ヤマダ'],
    ['Ægir Øst', 'aegir ost'],
    ['İstanbul', 'istanbul'],
    ['Διονύσιος', 'διονυσιος'],
    ['קָרוֹל', 'קרול'],
    ['Á'.normalize('NFD'), 'á'],
  ])('makes %s and %s one', (a, b) => {
    expect(foldText(a)).toBe(foldText(b));
  });

  it.each([
    ['やまだ', 'やまた'],
    ['ดี', 'ดา'],
    ['Meier', 'Maier'],
  ])('keeps %s and %s apart', (a, b) => {
    expect(foldText(a)).not.toBe(foldText(b));
  });
});

describe('words of a name', () => {
  it.each([
    ['Doe^Jane Mary=山田^太郎', ['doe', 'jane', 'mary', '山田', '太郎']],
    ["O'Neill-Smith^Seán", ['o', 'neill', 'smith', 'sean']],
    ['^^=', []],
    ['Ⅳ 7', ['iv', '7']],
  ])('of %j are %j', (text, words) => {
    expect(nameWords(text)).toEqual(words);
  });
});
