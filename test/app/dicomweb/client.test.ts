import { createServer } from 'node:http';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { createDicomWebClient, DicomWebError, pages } from '../../../app/dicomweb/client.ts';

type Answer = (request: IncomingMessage, response: ServerResponse) => void;

const closers: (() => void)[] = [];
afterEach(() => {
  for (const close of closers.splice(0)) close();
});

/** A server that is not ours, so that the client is judged by what it sends and makes of the answers. */
async function against(answer: Answer) {
  const server = createServer(answer);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  closers.push(() => {
    server.closeAllConnections();
    server.close();
  });
  const { port } = server.address() as AddressInfo; // a TCP server's address is never a string
  const baseUrl = `http://127.0.0.1:${String(port)}`;
  return { baseUrl, client: createDicomWebClient({ baseUrl, fetch: globalThis.fetch }) };
}

const series = { partitionName: 'clinic A', studyInstanceUID: '1.2', seriesInstanceUID: '1.3' };
const instance = { ...series, sopInstanceUID: '1.4' };

describe('the DICOMweb client', () => {
  it('asks below /v2, names the partition and asks for DICOM JSON', async () => {
    const asked: (string | undefined)[] = [];
    const { client } = await against((request, response) => {
      asked.push(request.url, request.headers.accept);
      response.end('[{"00100020":{"vr":"LO","Value":["77"]}}]');
    });
    const found = await client.searchStudies(
      { partitionName: 'clinic A' },
      {
        match: { PatientID: 'a&b=c' },
        includeFields: ['ModalitiesInStudy', '00201208'],
        limit: 5,
        offset: 10,
        isFuzzy: true,
      },
    );
    expect(found).toEqual([{ '00100020': { vr: 'LO', Value: ['77'] } }]);
    expect(asked).toEqual([
      '/v2/partitions/clinic%20A/studies?PatientID=a%26b%3Dc' +
        '&includefield=ModalitiesInStudy%2C00201208&limit=5&offset=10&fuzzymatching=true',
      'application/dicom+json',
    ]);
  });

  it('asks for the level of the call, however deep the path reaches', async () => {
    const asked: (string | undefined)[] = [];
    const { client } = await against((request, response) => {
      asked.push(request.url);
      response.end('[]');
    });
    await client.searchStudies(instance);
    await client.searchSeries(instance);
    await client.searchInstances(instance);
    await client.seriesMetadata(instance);
    await client.searchInstances({});
    const study = '/v2/partitions/clinic%20A/studies';
    expect(asked).toEqual([
      study,
      `${study}/1.2/series`,
      `${study}/1.2/series/1.3/instances`,
      `${study}/1.2/series/1.3/metadata`,
      '/v2/instances',
    ]);
  });

  it('takes 204 for an empty page', async () => {
    const { client } = await against((_, response) => response.writeHead(204).end());
    expect(await client.searchInstances(series)).toEqual([]);
  });

  it('asks for frames as native samples in one part', async () => {
    const asked: (string | undefined)[] = [];
    const { client } = await against((request, response) => {
      asked.push(request.url, request.headers.accept);
      response.end(Buffer.from([1, 2, 3]));
    });
    const bytes = await client.frame(instance, 7);
    expect([...new Uint8Array(bytes)]).toEqual([1, 2, 3]);
    expect(asked).toEqual([
      '/v2/partitions/clinic%20A/studies/1.2/series/1.3/instances/1.4/frames/7',
      'application/octet-stream; transfer-syntax=1.2.840.10008.1.2.1',
    ]);
  });

  it('rejects with the status and the sentence of the server', async () => {
    const { client } = await against((_, response) =>
      response.writeHead(404).end('The specified series cannot be found.'),
    );
    const error = await client.seriesMetadata(series).catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(DicomWebError);
    expect(error).toMatchObject({
      status: 404,
      message: 'The specified series cannot be found.',
    });
  });

  it('says in words what an empty refusal was', async () => {
    const { client } = await against((_, response) => response.writeHead(406).end());
    await expect(client.partitions()).rejects.toMatchObject({
      status: 406,
      message: 'The store answered with status 406.',
    });
  });

  it('rejects with status 0 when nobody listens', async () => {
    const { client } = await against((request) => request.socket.destroy());
    await expect(client.partitions()).rejects.toMatchObject({ status: 0 });
  });

  it("rejects with the caller's reason when the call is aborted", async () => {
    const controller = new AbortController();
    const { client } = await against(() => {
      controller.abort(new Error('changed my mind'));
    });
    await expect(client.partitions({ signal: controller.signal })).rejects.toThrow(
      'changed my mind',
    );
  });

  it('refuses metadata of one instance that holds two', async () => {
    const { client } = await against((_, response) => response.end('[{},{}]'));
    await expect(client.instanceMetadata(instance)).rejects.toThrow('other than one instance');
  });

  it('prints addresses of pictures', async () => {
    const { client, baseUrl } = await against(() => undefined);
    const path = '/v2/partitions/clinic%20A/studies/1.2/series/1.3';
    expect(client.thumbnailUrl(series, 160)).toBe(`${baseUrl}${path}/thumbnail?size=160`);
    expect(client.thumbnailUrl(instance, 64, 3)).toBe(
      `${baseUrl}${path}/instances/1.4/frames/3/thumbnail?size=64`,
    );
  });
});

describe('pages', () => {
  it('asks until a page is short', async () => {
    const all = Array.from({ length: 5 }, (_, index) => ({ n: { vr: 'IS', Value: [index] } }));
    const seen: number[] = [];
    const search = ({ limit = 0, offset = 0 }) => {
      seen.push(offset);
      return Promise.resolve(all.slice(offset, offset + limit));
    };
    const collected = [];
    for await (const page of pages(search, { limit: 2 })) collected.push(...page);
    expect(collected).toEqual(all);
    expect(seen).toEqual([0, 2, 4]);
  });
});
