// Many connections that store, search, retrieve and ask for what is refused, each one thing after another.
import { Agent, request } from 'node:http';
import type { OutgoingHttpHeaders } from 'node:http';
import { ctImage } from '../../fixtures/part10-builder.ts';
import { dicomJson, multipartBody, related } from './test-store.ts';

interface LoadOptions {
  readonly port: number;
  readonly connections: number;
  readonly seconds: number;
}

interface Step {
  readonly method?: string;
  readonly path: string;
  readonly accept?: string;
  readonly headers?: OutgoingHttpHeaders;
  readonly body?: Buffer;
  readonly status: number;
}

interface Client {
  readonly study: string;
  readonly partition: string;
}

function storing({ study, partition }: Client, turn: number): Step {
  const file = ctImage({
    studyInstanceUID: study,
    seriesInstanceUID: `${study}.1`,
    sopInstanceUID: `${study}.1.${String(turn + 1)}`,
    rows: 64,
    columns: 64,
  });
  return {
    method: 'POST',
    path: `/v2/partitions/${partition}/studies`,
    headers: { 'Content-Type': related },
    body: multipartBody([['Content-Type: application/dicom', file]]),
    status: 200,
  };
}

/** What follows a store; all of it is there by then. */
function asking({ study, partition }: Client, turn: number): readonly Step[] {
  const studies = `/v2/partitions/${partition}/studies`;
  const series = `${studies}/${study}/series/${study}.1`;
  const instance = `${series}/instances/${study}.1.${String(turn + 1)}`;
  const frame = 'application/octet-stream; transfer-syntax=*';
  return [
    { path: `${studies}?StudyDate=20240101-20240228&limit=20`, status: 200 },
    { path: `${studies}?fuzzymatching=true&PatientName=jan&limit=20`, status: 200 },
    { path: `${series}/instances?limit=5`, status: 200 },
    { path: `${series}/metadata`, status: 200 },
    { path: instance, accept: 'application/dicom; transfer-syntax=*', status: 200 },
    { path: `${instance}/frames/1`, accept: frame, status: 200 },
    { path: `${instance}/rendered`, accept: 'image/jpeg', status: 200 },
    { path: '/v2/changefeed?limit=5', status: 200 },
    { path: '/v2/partitions', status: 200 },
    { path: `${studies}/abc/metadata`, status: 400 },
    { path: `${studies}/1.2.3/metadata`, status: 404 },
    { method: 'PUT', path: studies, status: 405 },
  ];
}

function take(agent: Agent, port: number, step: Step): Promise<void> {
  const { method = 'GET', path, accept = dicomJson, headers = {}, body } = step;
  const length = body === undefined ? {} : { 'Content-Length': body.length };
  return new Promise((resolve, reject) => {
    const sent = { Accept: accept, ...length, ...headers };
    const outgoing = request(
      { agent, host: '127.0.0.1', port, method, path, headers: sent },
      (incoming) => {
        incoming.resume();
        incoming.on('error', reject);
        incoming.on('end', () => {
          const answer = `${method} ${path}: ${String(incoming.statusCode)}`;
          if (incoming.statusCode === step.status) resolve();
          else reject(new Error(answer));
        });
      },
    );
    outgoing.on('error', (error) => {
      reject(new Error(`${method} ${path}`, { cause: error }));
    });
    outgoing.end(body);
  });
}

/** Rejects with the first connection that fails or answer that is not the one expected. */
export async function mixedLoad({
  port,
  connections,
  seconds,
}: LoadOptions): Promise<{ readonly answers: number; readonly stored: number }> {
  const until = performance.now() + seconds * 1000;
  const isOver = (): boolean => performance.now() >= until;
  let answers = 0;
  let stored = 0;
  const run = async (number: number): Promise<void> => {
    // One connection each, kept.
    const agent = new Agent({ keepAlive: true, maxSockets: 1 });
    const client = {
      study: `2.25.8.${String(number + 1)}`,
      partition: `load-${String(number % 7)}`,
    };
    for (let turn = 0; !isOver(); turn += 1) {
      await take(agent, port, storing(client, turn));
      stored += 1;
      for (const step of asking(client, turn)) {
        if (isOver()) break;
        await take(agent, port, step);
        answers += 1;
      }
    }
    agent.destroy();
  };
  await Promise.all(Array.from({ length: connections }, (_, number) => run(number)));
  return { answers: answers + stored, stored };
}
