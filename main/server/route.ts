// One row of the route table and the order in which its checks decide (contract 0.3, steps 5 to 12).
import { admitsDicomJson } from '../../app/dicomweb/accept.ts';
import { parseMediaType } from '../../app/dicomweb/media-type.ts';
import { escapeHtml } from '../../app/dicomweb/query-string.ts';
import type { ApiVersion } from '../../app/dicomweb/store-response.ts';
import { ArchiveError, problems } from '../../app/problems.ts';
import type { Answer, Call, PartitionedCall } from './call.ts';
import type { Description } from './description.ts';
import type { Precedence } from './right-of-way.ts';
import { resolvePartition } from './partition-check.ts';
import { checkParameters } from './parameters.ts';

export type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';

interface RouteBase {
  readonly method: Method;
  /** Behind version and partition; `:name` is a parameter, anything else a literal in any case. */
  readonly template: string;
  readonly summary: string;
  /** Absent: both. */
  readonly version?: ApiVersion;
  readonly describe: (version: ApiVersion) => Description;
  /** Who goes first when requests come together; absent: neither waits nor is waited for. */
  readonly precedence?: Precedence;
}

interface Checks<Bound> {
  /** Media types of the body; a request without Content-Type passes. Absent: whatever. */
  readonly contentTypes?: readonly string[];
  /** Reads what must be right before the partition is looked at: limits, offsets, times, a JSON body. */
  readonly bind: (call: Call) => Bound | Promise<Bound>;
  readonly needsDicomJson?: boolean;
}

/** Exists with and without `/partitions/:partition`, of which the archive's mode makes one usable. */
interface PartitionedDefinition<Bound> extends RouteBase, Checks<Bound> {
  readonly area: 'partitioned';
  readonly createsPartition?: boolean;
  /** Says what was wrong with a request in this route's own way, whichever check found it. */
  readonly refuse?: (refusal: ArchiveError, call: Call) => Answer;
  readonly handle: (call: PartitionedCall, bound: Bound) => Answer | Promise<Answer>;
}

/** Only at the base; `unversioned` not even below a version. */
interface BaseDefinition<Bound> extends RouteBase, Checks<Bound> {
  readonly area: 'base' | 'unversioned';
  readonly handle: (call: Call, bound: Bound) => Answer | Promise<Answer>;
}

export interface Route extends RouteBase, Pick<Checks<unknown>, 'contentTypes' | 'needsDicomJson'> {
  readonly area: 'partitioned' | 'base' | 'unversioned';
  readonly run: (call: Call) => Promise<Answer>;
}

export function partitionedRoute<Bound>(definition: PartitionedDefinition<Bound>): Route {
  const run = async (call: Call): Promise<Answer> => {
    const bound = await checkBody(definition, call);
    const partition = resolvePartition(call, definition.createsPartition === true);
    if (definition.needsDicomJson === true && !admitsDicomJson(call.headers.accept)) {
      return { status: 406 };
    }
    checkParameters(call.parameters);
    return definition.handle({ ...call, ...partition }, bound);
  };
  const { refuse } = definition;
  return { ...definition, run: refuse === undefined ? run : refusing(run, refuse) };
}

function refusing(
  run: (call: Call) => Promise<Answer>,
  refuse: (refusal: ArchiveError, call: Call) => Answer,
): (call: Call) => Promise<Answer> {
  return async (call) => {
    try {
      return await run(call);
    } catch (error) {
      if (!(error instanceof ArchiveError) || problems[error.code].http >= 500) throw error;
      return refuse(error, call);
    }
  };
}

export function baseRoute<Bound>(definition: BaseDefinition<Bound>): Route {
  return {
    ...definition,
    run: async (call) => {
      const bound = await checkBody(definition, call);
      checkParameters(call.parameters);
      return definition.handle(call, bound);
    },
  };
}

/** For routes that have nothing to bind. */
export function nothing(): undefined {
  return undefined;
}

async function checkBody<Bound>(definition: Checks<Bound>, call: Call): Promise<Bound> {
  const sent = call.headers['content-type'];
  if (definition.contentTypes !== undefined && sent !== undefined) {
    const name = parseMediaType(sent)?.name;
    if (name === undefined || !definition.contentTypes.includes(name)) {
      throw unsupportedMediaType(sent);
    }
  }
  return definition.bind(call);
}

export function unsupportedMediaType(sent: string): ArchiveError {
  return new ArchiveError('UnsupportedMediaType', {
    message: `The specified content type '${escapeHtml(sent)}' is not supported.`,
  });
}
