import { expect, it } from 'vitest';
import { tagOf } from '../../../app/dicom/dictionary.ts';
import { optionalAttributes } from '../../../app/worklist/optional-attributes.ts';
import { faultSentence, findFault } from '../../../app/worklist/requirements.ts';
import type { Requirements } from '../../../app/worklist/requirements.ts';
import { createRules, finalStateRules, updateRules } from '../../../app/worklist/rules.ts';
import { element } from '../../../app/worklist/workitem.ts';

function keywordsOf(rules: Requirements): readonly string[] {
  return Object.entries(rules).flatMap(([keyword, stated]) => {
    const items = typeof stated === 'string' ? undefined : stated.items;
    return [keyword, ...(items === undefined ? [] : keywordsOf(items))];
  });
}

it('names attributes as the dictionary does, on every level', () => {
  const tables = [createRules, updateRules, finalStateRules.COMPLETED, finalStateRules.CANCELED];
  const unknown = tables.flatMap(keywordsOf).filter((keyword) => tagOf(keyword) === undefined);
  expect(unknown).toEqual([]);
});

it.each(Object.keys(optionalAttributes))('takes no empty %s', (keyword) => {
  expect(findFault(element(keyword), { ...optionalAttributes })).toMatchObject({ keyword });
});

it('looks into the items of what is optional', () => {
  const code = { ...element('CodeValue', 'x'), ...element('CodeMeaning', 'X') };
  const language = (item: object) => element('PatientPrimaryLanguageCodeSequence', item);
  expect(findFault(language(code), optionalAttributes)).toBeUndefined();
  const within = {
    ...code,
    ...element('PatientPrimaryLanguageModifierCodeSequence', { ...element('CodeMeaning', ' ') }),
  };
  const fault = findFault(language(within), optionalAttributes);
  expect(fault && faultSentence(fault)).toBe(
    'The attribute PatientPrimaryLanguageCodeSequence (0010,0101) must have a value when it is present, and so must what it contains.',
  );
});

it('lets previous values be empty, as they may have been', () => {
  const previous = element('OriginalAttributesSequence', {
    ...element('SourceOfPreviousValues'),
    ...element('ModifiedAttributesSequence', element('PatientID')),
  });
  expect(findFault(previous, optionalAttributes)).toBeUndefined();
});

it('leaves what must be present and may be empty to the rules of the workitem itself', () => {
  for (const keyword of ['PatientBirthDate', 'PatientSex', 'AdmissionID', 'IssuerOfPatientID']) {
    expect(createRules[keyword]).toBe('present');
  }
});
