// Content negotiation (PS3.18 §8.7) as pure functions of the Accept header.
import { TransferSyntax } from '../dicom/transfer-syntax.ts';
import { parseMediaTypes } from './media-type.ts';
import type { MediaType } from './media-type.ts';

export type Payload = 'single' | 'multipart';

export type RetrieveResource = 'study' | 'series' | 'instance' | 'frames';

/** What a retrieve answers with. `*` = as stored. */
export interface Negotiated {
  readonly mediaType: 'application/dicom' | 'application/octet-stream' | 'image/jp2';
  readonly payload: Payload;
  readonly transferSyntaxUID: string;
}

const anySyntax = '*';
const { ExplicitVRLittleEndian, JPEG2000Lossless } = TransferSyntax;
const anyType = '*/*';

interface Offer {
  readonly resources: readonly RetrieveResource[];
  readonly asked: string;
  readonly payloads: readonly Payload[];
  /** Acceptable `transfer-syntax`; the first is what an absent parameter means. */
  readonly syntaxes: readonly string[];
  readonly mediaType: Negotiated['mediaType'];
  /** Absent: as asked. */
  readonly payload?: Payload;
}

const offers: readonly Offer[] = [
  {
    resources: ['study', 'series'],
    asked: 'application/dicom',
    payloads: ['multipart'],
    syntaxes: [ExplicitVRLittleEndian, anySyntax, JPEG2000Lossless],
    mediaType: 'application/dicom',
  },
  {
    resources: ['instance'],
    asked: 'application/dicom',
    payloads: ['single', 'multipart'],
    syntaxes: [ExplicitVRLittleEndian, anySyntax, JPEG2000Lossless],
    mediaType: 'application/dicom',
  },
  {
    resources: ['study', 'series', 'instance'],
    asked: anyType,
    payloads: ['single', 'multipart'],
    syntaxes: [anySyntax, ExplicitVRLittleEndian, JPEG2000Lossless],
    mediaType: 'application/dicom',
    payload: 'multipart',
  },
  {
    resources: ['frames'],
    asked: 'application/octet-stream',
    payloads: ['single', 'multipart'],
    syntaxes: [ExplicitVRLittleEndian, anySyntax],
    mediaType: 'application/octet-stream',
  },
  {
    resources: ['frames'],
    asked: 'image/jp2',
    payloads: ['multipart'],
    syntaxes: [JPEG2000Lossless],
    mediaType: 'image/jp2',
  },
  {
    resources: ['frames'],
    asked: anyType,
    payloads: ['single', 'multipart'],
    syntaxes: [anySyntax, ExplicitVRLittleEndian],
    mediaType: 'application/octet-stream',
    payload: 'multipart',
  },
];

/** Contract 3.2; `undefined` = 406. As stored wins among equals, so that nothing is recoded without need. */
export function negotiateRetrieve(
  accept: string | undefined,
  resource: RetrieveResource,
): Negotiated | undefined {
  const ranges = parseMediaTypes(accept ?? '')
    .filter((range) => range !== undefined)
    .map((range) => ({ quality: quality(range), ...matchOffer(range, resource) }))
    .filter((range) => range.negotiated !== undefined && range.quality > 0)
    .sort((a, b) => b.quality - a.quality);
  const [first] = ranges;
  if (first === undefined) return undefined;
  const asStored = ranges.findLast(
    (range) => range.quality === first.quality && range.isExplicitlyAsStored,
  );
  return (asStored ?? first).negotiated;
}

function matchOffer(
  range: MediaType,
  resource: RetrieveResource,
): { readonly negotiated: Negotiated | undefined; readonly isExplicitlyAsStored: boolean } {
  const isMultipart = range.name === 'multipart/related';
  const asked = isMultipart ? range.parameters.get('type')?.toLowerCase() : range.name;
  const payload: Payload = isMultipart ? 'multipart' : 'single';
  const syntax = range.parameters.get('transfer-syntax');
  const offer = offers.find(
    (candidate) =>
      candidate.resources.includes(resource) &&
      candidate.asked === asked &&
      candidate.payloads.includes(payload) &&
      (syntax === undefined || candidate.syntaxes.includes(syntax)),
  );
  const negotiated = offer && {
    mediaType: offer.mediaType,
    payload: offer.payload ?? payload,
    transferSyntaxUID: syntax ?? offer.syntaxes[0] ?? anySyntax,
  };
  return { negotiated, isExplicitlyAsStored: syntax === anySyntax };
}

/** RFC 9110 §12.4.2; 1 when absent or unreadable. */
function quality(range: MediaType): number {
  const text = range.parameters.get('q');
  return text !== undefined && /^(0(\.\d{0,3})?|1(\.0{0,3})?)$/.test(text) ? Number(text) : 1;
}

const dicomJsonRanges = ['application/dicom+json', 'application/json', 'application/*', anyType];

/** Contract 12.4: one acceptable range anywhere suffices, one malformed element spoils the header. */
export function admitsDicomJson(accept: string | undefined): boolean {
  const ranges = parseMediaTypes(accept ?? '');
  return (
    !ranges.includes(undefined) &&
    ranges.some((range) => range !== undefined && dicomJsonRanges.includes(range.name))
  );
}

export type ImageMediaType = 'image/jpeg' | 'image/png';

/** Contract 3.9: no header means JPEG; otherwise exactly one range, JPEG or PNG. `undefined` = 406. */
export function negotiateRendered(accept: string | undefined): ImageMediaType | undefined {
  if (accept === undefined || accept.trim() === '') return 'image/jpeg';
  const [range, ...others] = parseMediaTypes(accept);
  if (others.length > 0) return undefined;
  return range?.name === 'image/jpeg' || range?.name === 'image/png' ? range.name : undefined;
}

/** A thumbnail goes into `<img>`, whose Accept lists many ranges: any that admits JPEG or PNG will do. */
export function admitsThumbnail(accept: string | undefined): boolean {
  if (accept === undefined || accept.trim() === '') return true;
  return parseMediaTypes(accept).some(
    (range) =>
      range !== undefined && [anyType, 'image/*', 'image/jpeg', 'image/png'].includes(range.name),
  );
}
