import { expect, it } from 'vitest';
import { imageSentence } from '../../../app/intake/image-label.ts';
import type { ImageLabel } from '../../../app/intake/image-label.ts';

it.each<readonly [ImageLabel, string | undefined]>([
  [
    { instanceNumber: '201', seriesNumber: '5', modality: 'CT', seriesDescription: 'THORAX 5.0' },
    'It is image 201 of series 5 (CT, THORAX 5.0).',
  ],
  [{ seriesNumber: '5' }, 'It is an image of series 5.'],
  [{ instanceNumber: '3', modality: 'MR' }, 'It is image 3 of a series (MR).'],
  [{ modality: 'MR', seriesDescription: 'T2' }, undefined],
  [{}, undefined],
])('says of %j what a person knows it by', (label, sentence) => {
  expect(imageSentence(label)).toBe(sentence);
});
