// An audit of a medium in sentences for people.
import { rangesText } from '../../model/gaps.ts';
import { lackingImages } from '../../model/media-audit.ts';
import type {
  Contradiction,
  DirectoryDamage,
  MediaAudit,
  MissingSeries,
} from '../../model/media-audit.ts';

const damages: Readonly<Record<DirectoryDamage, string>> = {
  truncated: 'It is cut short.',
  cyclic: 'Some of its records lead in a circle.',
  wildOffset: 'Some of its records lead to places where there is none.',
  unreachable: 'Some of its records no other record leads to.',
  unreadable: 'It could not be read.',
  tooLarge: 'It is larger than is looked into, and was not compared in full.',
  tooMany:
    'There are more DICOMDIRs on the medium than are looked into; the others were not compared.',
};

const attributes: Readonly<Record<Contradiction, string>> = {
  sopInstanceUID: 'SOP Instance UID',
  sopClassUID: 'SOP Class UID',
  seriesInstanceUID: 'Series Instance UID',
  studyInstanceUID: 'Study Instance UID',
  patientID: 'Patient ID',
};

function images(count: number): string {
  return count === 1 ? '1 image' : `${String(count)} images`;
}

/** The one thing nobody may overlook; undefined when nothing is lacking. */
export function lackingText(audits: readonly MediaAudit[]): string | undefined {
  const lacking = lackingImages(audits);
  if (lacking === 0) return undefined;
  const verb = lacking === 1 ? 'is' : 'are';
  return `The index of the medium (DICOMDIR) names ${images(lacking)} that ${verb} not on it.`;
}

/** E.g. `CT 5: 3 images, numbers 201–203`. */
export function missingText(series: MissingSeries): string {
  const { modality, seriesNumber, numbers, files } = series;
  const texts = [modality, seriesNumber].filter((text) => text !== undefined);
  const name = texts.length === 0 ? 'A series' : texts.join(' ');
  const word = series.images === 1 ? 'number' : 'numbers';
  const which = numbers.length === 0 ? files.join(', ') : `${word} ${rangesText(numbers)}`;
  return `${name}: ${images(series.images)}, ${which}`;
}

/** Everything there is to say of one DICOMDIR but which images are missing. */
export function auditSentences({
  counts,
  damage,
  unsafe,
  contradicting,
}: MediaAudit): readonly string[] {
  const { found, elsewhere, missing, unlisted } = counts;
  const listed = found + elsewhere + missing + counts.unsafe;
  const notes: readonly (readonly [number, string])[] = [
    [elsewhere, `${images(elsewhere)} under another name than it says.`],
    [counts.unsafe, `References that lead out of the medium, not followed: ${unsafe.join(', ')}.`],
    [
      counts.contradicting,
      `It contradicts ${String(counts.contradicting)} of the files it names, in ${differing(contradicting)}.`,
    ],
    [unlisted, `${images(unlisted)} on the medium it does not list.`],
  ];
  const sum =
    listed === 0
      ? []
      : [
          `${String(found + elsewhere)} of ${images(listed)} it lists ${listed === 1 ? 'is' : 'are'} on the medium.`,
        ];
  return [
    ...sum,
    ...damage.map((one) => damages[one]),
    ...notes.filter(([count]) => count > 0).map(([, sentence]) => sentence),
  ];
}

function differing(contradicting: MediaAudit['contradicting']): string {
  const names = new Set(contradicting.flatMap((one) => one.attributes));
  return [...names].map((name) => attributes[name]).join(', ');
}
