// PS3.18 §10.4.1.1.3 and §10.4.1.1.4: consumer images of a frame, and thumbnails.
import { admitsThumbnail, negotiateRendered } from '../../../app/dicomweb/accept.ts';
import { parseMediaTypes } from '../../../app/dicomweb/media-type.ts';
import { escapeHtml, integerParameter, single } from '../../../app/dicomweb/query-string.ts';
import type { QueryPairs } from '../../../app/dicomweb/query-string.ts';
import { ArchiveError } from '../../../app/problems.ts';
import type { RenderedImage } from '../../archive/archive.ts';
import type { Answer, PartitionedCall } from '../call.ts';
import { described, integerQuery } from '../description.ts';
import type { Description } from '../description.ts';
import { instancePath, parseFrame, resourcePath } from '../parameters.ts';
import { nothing, partitionedRoute } from '../route.ts';
import { instanceTemplate, resourceTemplates } from './resource-templates.ts';

const qualityRule = { min: 1, max: 100, byDefault: 100 } as const;
const sizeRule = { min: 16, max: 1024, byDefault: 160 } as const;

const frameTemplate = `${instanceTemplate}/frames/:frame`;

export const renderedRoutes = [
  ...[instanceTemplate, frameTemplate].map((template) =>
    partitionedRoute({
      method: 'GET',
      template: `${template}/rendered`,
      area: 'partitioned',
      summary: 'A frame as a JPEG or PNG image',
      describe: () => ({
        answers: { 200: described.images },
        refusals: [404, 406],
        query: [integerQuery('quality', qualityRule)],
      }),
      bind: nothing,
      handle: answerRendered,
    }),
  ),
  ...resourceTemplates.map(({ level, template }) =>
    partitionedRoute({
      method: 'GET',
      template: `${template}/thumbnail`,
      area: 'partitioned',
      summary: `A small image of the ${level} (extension)`,
      describe: describeThumbnail,
      bind: nothing,
      handle: async (call) => {
        const maxSide = parseThumbnailSize(call);
        return imageAnswer(
          await call.archive.thumbnail(resourcePath(call), maxSide, call.signal()),
        );
      },
    }),
  ),
  partitionedRoute({
    method: 'GET',
    template: `${frameTemplate}/thumbnail`,
    area: 'partitioned',
    summary: 'A small image of the frame (extension)',
    describe: describeThumbnail,
    bind: nothing,
    handle: async (call) => {
      const maxSide = parseThumbnailSize(call);
      return imageAnswer(await render(call, { mediaType: 'image/jpeg', quality: 85, maxSide }));
    },
  }),
];

function describeThumbnail(): Description {
  return {
    answers: { 200: described.images },
    refusals: [404, 406],
    query: [integerQuery('size', sizeRule)],
  };
}

async function answerRendered(call: PartitionedCall): Promise<Answer> {
  const quality = parseQuality(call.query);
  const mediaType = negotiateRendered(call.headers.accept);
  if (mediaType === undefined) throw notAcceptable(call.headers.accept);
  return imageAnswer(await render(call, { mediaType, quality }));
}

function notAcceptable(accept = ''): ArchiveError {
  if (parseMediaTypes(accept).length < 2) return new ArchiveError('NotAcceptable');
  return new ArchiveError('NotAcceptable', {
    message: 'The request contains multiple accept headers, which is not supported.',
  });
}

interface Rendering {
  readonly mediaType: 'image/jpeg' | 'image/png';
  readonly quality: number;
  readonly maxSide?: number;
}

function render(call: PartitionedCall, rendering: Rendering): Promise<RenderedImage> {
  const path = instancePath(call);
  const frame = parseFrame(call.parameters['frame'] ?? '1');
  return call.archive.render({ path, frame, ...rendering }, call.signal());
}

function imageAnswer(image: RenderedImage): Answer {
  return {
    status: 200,
    headers: {
      'Content-Type': image.mediaType,
      'Content-Length': String(image.bytes.length),
    },
    body: image.bytes,
  };
}

function parseQuality(query: QueryPairs): number {
  const text = single(query, 'quality');
  if (text === undefined) return qualityRule.byDefault;
  const quality = /^\s*[+-]?\d+\s*$/.test(text) ? Number(text) : NaN;
  if (quality >= qualityRule.min && quality <= qualityRule.max) return quality;
  throw new ArchiveError('InvalidRequest', {
    message: Number.isNaN(quality)
      ? `The query parameter 'quality' is invalid. The value '${escapeHtml(text)}' is not a number.`
      : 'Image quality must be between 1 and 100 inclusive',
  });
}

function parseThumbnailSize(call: PartitionedCall): number {
  const size = integerParameter(call.query, 'size', sizeRule);
  if (!admitsThumbnail(call.headers.accept)) throw new ArchiveError('NotAcceptable');
  return size;
}
