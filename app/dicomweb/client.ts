// The DICOMweb client of the window: typed calls over an injected fetch, against any server of the contract.
import { TransferSyntax } from '../dicom/transfer-syntax.ts';
import type { DicomJson } from '../dicom/dicom-json.types.ts';
import type { OperationStatus } from '../model/operations.ts';
import type { Partition } from '../model/partition.ts';
import type { StudyVersions } from '../model/versions.ts';
import type { ImageDescription } from '../pixel/image.ts';
import type {
  InstancePath,
  PartitionPath,
  ResourcePath,
  SeriesPath,
  StudyPath,
} from './resource.ts';
import { printResource } from './resource.ts';

/** What is used of a `fetch` answer; the platforms' `Response` fits. */
export interface FetchResponse {
  readonly status: number;
  readonly ok: boolean;
  readonly headers: { get(name: string): string | null };
  arrayBuffer(): Promise<ArrayBuffer>;
  json(): Promise<unknown>;
  text(): Promise<string>;
}

export type Fetch = (
  url: string,
  init: {
    readonly method?: string;
    readonly headers: Record<string, string>;
    readonly body?: string;
    readonly signal: AbortSignal | null;
  },
) => Promise<FetchResponse>;

export interface RequestOptions {
  readonly signal?: AbortSignal;
}

export interface SearchParameters {
  /** Attribute (keyword or `ggggeeee`) → exact value, or a date range `a-b`. Empty values are refused. */
  readonly match?: Readonly<Record<string, string>>;
  /** Keywords, `ggggeeee`, or `all` alone. */
  readonly includeFields?: readonly string[];
  /** 1 to 200; 100 when absent. */
  readonly limit?: number;
  readonly offset?: number;
  /** Prefix match of consecutive words in person names. */
  readonly isFuzzy?: boolean;
}

/** The server refused (`status`), or could not be reached (`status` 0). `message` is the server's own sentence. */
export class DicomWebError extends Error {
  override readonly name = 'DicomWebError';
  readonly status: number;

  constructor(status: number, message: string, options: { readonly cause?: unknown } = {}) {
    super(message, options);
    this.status = status;
  }
}

type Search<Path> = (
  path: Path,
  parameters?: SearchParameters,
  options?: RequestOptions,
) => Promise<readonly DicomJson[]>;

/** As the server tells it; results are those of an update. */
export interface OperationState {
  readonly status: OperationStatus;
  readonly percentComplete?: number;
  readonly results?: {
    readonly studyUpdated: number;
    readonly studyFailed: number;
    readonly instanceUpdated: number;
    readonly errors?: readonly string[];
  };
}

/** Throws DicomWebError for every refusal; an aborted call rejects with the signal's reason. */
export interface DicomWebClient {
  partitions(options?: RequestOptions): Promise<readonly Partition[]>;
  /** Newest first, one page; none found is an empty page. */
  readonly searchStudies: Search<PartitionPath>;
  /** Of the study, or of the whole partition. */
  readonly searchSeries: Search<PartitionPath | StudyPath>;
  readonly searchInstances: Search<PartitionPath | StudyPath | SeriesPath>;
  /** One object per instance, without pixels and other bulk values. */
  metadata(
    path: StudyPath | SeriesPath | InstancePath,
    options?: RequestOptions,
  ): Promise<readonly DicomJson[]>;
  seriesMetadata(path: SeriesPath, options?: RequestOptions): Promise<readonly DicomJson[]>;
  instanceMetadata(path: InstancePath, options?: RequestOptions): Promise<DicomJson>;
  /** 1-based; decoded samples, little-endian, in the layout of `ImageDescription.decoded`. */
  frame(path: InstancePath, frame: number, options?: RequestOptions): Promise<ArrayBuffer>;
  imageDescription(path: InstancePath, options?: RequestOptions): Promise<ImageDescription>;
  /** A whole frame as the store would show it, as JPEG. 1-based. */
  rendered(path: InstancePath, frame: number, options?: RequestOptions): Promise<ArrayBuffer>;
  /** What of the study was updated since it was stored. */
  studyVersions(path: StudyPath, options?: RequestOptions): Promise<StudyVersions>;
  operation(operationId: string, options?: RequestOptions): Promise<OperationState>;
  /** PS3.18 §11.9: workitems of the partition, newest first, one page. */
  readonly searchWorkitems: Search<PartitionPath>;
  /** PS3.18 §11.4. */
  createWorkitem(path: PartitionPath, workitemUID: string, workitem: DicomJson): Promise<void>;
  /** PS3.18 §11.8. */
  requestCancellation(path: PartitionPath, workitemUID: string, reason: DicomJson): Promise<void>;
  /** For `<img>`; `maxSide` in pixels; without a frame the representative one. */
  thumbnailUrl(path: StudyPath | SeriesPath, maxSide: number): string;
  thumbnailUrl(path: InstancePath, maxSide: number, frame?: number): string;
}

const accept = {
  dicomJson: 'application/dicom+json',
  // Native samples, so that the window needs no codec.
  nativeFrame: `application/octet-stream; transfer-syntax=${TransferSyntax.ExplicitVRLittleEndian}`,
  json: 'application/json',
  jpeg: 'image/jpeg',
} as const;

/** `baseUrl` is scheme, host and port; requests go to its `/v2`. */
export function createDicomWebClient(server: {
  readonly baseUrl: string;
  readonly fetch: Fetch;
}): DicomWebClient {
  const root = `${server.baseUrl.replace(/\/$/, '')}/v2`;
  const get = async (resource: string, accepted: string, options: RequestOptions = {}) =>
    checked(await request(server.fetch, `${root}${resource}`, accepted, options));
  const getJson = async <T>(resource: string, accepted: string, options?: RequestOptions) =>
    // The contract of the server on the other end; nothing of it is executed or used as a path.
    (await (await get(resource, accepted, options)).json()) as T;
  const search =
    (collection: string, within: (path: Partial<SeriesPath>) => ResourcePath) =>
    async (
      path: PartitionPath | StudyPath | SeriesPath,
      parameters: SearchParameters = {},
      options: RequestOptions = {},
    ): Promise<readonly DicomJson[]> => {
      const resource = `${printResource(within(path))}/${collection}${printSearch(parameters)}`;
      const response = await get(resource, accept.dicomJson, options);
      return response.status === 204 ? [] : ((await response.json()) as DicomJson[]); // as above
    };
  const post = async (resource: string, body: DicomJson): Promise<void> => {
    const sending = { method: 'POST', body: JSON.stringify([body]) };
    await checked(await request(server.fetch, `${root}${resource}`, accept.dicomJson, { sending }));
  };
  const metadata = (path: ResourcePath, options?: RequestOptions) =>
    getJson<readonly DicomJson[]>(`${printResource(path)}/metadata`, accept.dicomJson, options);
  return {
    partitions: (options) => getJson('/partitions', accept.json, options),
    searchStudies: search('studies', partitionOf),
    searchSeries: search('series', studyOf),
    searchInstances: search('instances', seriesOf),
    searchWorkitems: search('workitems', partitionOf),
    createWorkitem: (path, uid, workitem) =>
      post(`${printResource(partitionOf(path))}/workitems?${uid}`, workitem),
    requestCancellation: (path, uid, reason) =>
      post(`${printResource(partitionOf(path))}/workitems/${uid}/cancelrequest`, reason),
    metadata,
    seriesMetadata: (path, options) => metadata(seriesOf(path), options),
    instanceMetadata: async (path, options) => only(await metadata(path, options)),
    frame: async (path, frame, options) => {
      const resource = `${printResource(path)}/frames/${String(frame)}`;
      return (await get(resource, accept.nativeFrame, options)).arrayBuffer();
    },
    imageDescription: (path, options) =>
      getJson(`${printResource(path)}/image-description`, accept.json, options),
    studyVersions: (path, options) =>
      getJson(`${printResource(studyOf(path))}/versions`, accept.json, options),
    operation: (operationId, options) =>
      getJson(`/operations/${encodeURIComponent(operationId)}`, accept.json, options),
    rendered: async (path, frame, options) => {
      const resource = `${printResource(path)}/frames/${String(frame)}/rendered`;
      return (await get(resource, accept.jpeg, options)).arrayBuffer();
    },
    thumbnailUrl: (path: StudyPath, maxSide: number, frame?: number) => {
      const level = frame === undefined ? '' : `/frames/${String(frame)}`;
      return `${root}${printResource(path)}${level}/thumbnail?size=${String(maxSide)}`;
    },
  };
}

// A path may reach deeper than what is asked for: an instance knows its series.

function partitionOf({ partitionName }: Partial<SeriesPath>): PartitionPath {
  return partitionName === undefined ? {} : { partitionName };
}

function studyOf(path: Partial<SeriesPath>): PartitionPath | StudyPath {
  const { studyInstanceUID } = path;
  return { ...partitionOf(path), ...(studyInstanceUID !== undefined && { studyInstanceUID }) };
}

function seriesOf(path: Partial<SeriesPath>): PartitionPath | StudyPath | SeriesPath {
  const { seriesInstanceUID } = path;
  return { ...studyOf(path), ...(seriesInstanceUID !== undefined && { seriesInstanceUID }) };
}

/** Asks page after page until a short one. Pages may overlap when something is stored meanwhile. */
export async function* pages(
  searchPage: (parameters: SearchParameters) => Promise<readonly DicomJson[]>,
  parameters: SearchParameters = {},
): AsyncGenerator<readonly DicomJson[]> {
  const limit = parameters.limit ?? 200;
  let offset = parameters.offset ?? 0;
  for (;;) {
    const page = await searchPage({ ...parameters, limit, offset });
    if (page.length > 0) yield page;
    if (page.length < limit) return;
    offset += limit;
  }
}

function printSearch(parameters: SearchParameters): string {
  const query = new URLSearchParams(parameters.match ?? {});
  if (parameters.includeFields !== undefined && parameters.includeFields.length > 0) {
    query.append('includefield', parameters.includeFields.join(','));
  }
  if (parameters.limit !== undefined) query.append('limit', String(parameters.limit));
  if (parameters.offset !== undefined) query.append('offset', String(parameters.offset));
  if (parameters.isFuzzy === true) query.append('fuzzymatching', 'true');
  const text = query.toString();
  return text === '' ? '' : `?${text}`;
}

async function request(
  fetch: Fetch,
  url: string,
  accepted: string,
  options: RequestOptions & {
    readonly sending?: { readonly method: string; readonly body: string };
  },
): Promise<FetchResponse> {
  const { sending, signal } = options;
  const type = sending === undefined ? {} : { 'Content-Type': accept.dicomJson };
  try {
    return await fetch(url, {
      ...sending,
      headers: { Accept: accepted, ...type },
      signal: signal ?? null,
    });
  } catch (error) {
    options.signal?.throwIfAborted();
    throw new DicomWebError(0, 'The store could not be reached.', { cause: error });
  }
}

async function checked(response: FetchResponse): Promise<FetchResponse> {
  if (response.ok) return response;
  const message = (await response.text()).trim();
  throw new DicomWebError(
    response.status,
    message === '' ? `The store answered with status ${String(response.status)}.` : message,
  );
}

function only(documents: readonly DicomJson[]): DicomJson {
  const [document] = documents;
  if (document === undefined || documents.length > 1) {
    throw new DicomWebError(200, 'The store answered with other than one instance.');
  }
  return document;
}
