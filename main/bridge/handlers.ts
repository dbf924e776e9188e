// What each call of the contract does; leaving one out does not compile.
import { app, dialog, shell, type BrowserWindow, type OpenDialogOptions } from 'electron';
import type { Channel, ReplyOf, RequestOf } from '../../app/ipc/contract.ts';
import type { ImportChoice } from '../../app/model/selection.ts';
import { ArchiveError } from '../../app/problems.ts';
import type { SettingsStore } from '../settings/settings.ts';
import type { ArchiveHost } from '../shell/archive-host.ts';
import { printPage, savePage } from '../shell/paper.ts';
import { listVolumes } from '../volumes/list-volumes.ts';
import { labelOf, type MediaRegister } from './media.ts';

type ImportStart = Extract<RequestOf<'job.start'>, { kind: 'import' }>;
type Handler<C extends Channel> = (request: RequestOf<C>) => ReplyOf<C> | Promise<ReplyOf<C>>;
export type Handlers = { readonly [C in Channel]: Handler<C> };

interface HandlerPorts {
  readonly host: ArchiveHost;
  readonly settings: SettingsStore;
  readonly media: MediaRegister;
  readonly window: () => BrowserWindow | undefined;
}

export function createHandlers(ports: HandlerPorts): Handlers {
  const { host, settings, media } = ports;
  return {
    'archive.status': () => host.status(),
    'archive.restart': () => {
      host.restart();
      return host.status();
    },
    'app.about': () => ({
      version: app.getVersion(),
      electron: process.versions.electron,
      platform: process.platform,
    }),
    'media.choose': async ({ kind }) => {
      const paths = await choose(ports, {
        properties: kind === 'folder' ? ['openDirectory'] : ['openFile', 'multiSelections'],
      });
      return paths === undefined ? null : media.add('source', paths);
    },
    'media.register': ({ paths }) => media.add('source', paths),
    'volumes.list': async () => {
      const volumes = await listVolumes();
      return volumes.map(({ path, ...volume }) => ({
        ...volume,
        chosen: media.add('source', [path]),
      }));
    },
    'destination.choose': async () => {
      const paths = await choose(ports, { properties: ['openDirectory', 'createDirectory'] });
      return paths === undefined ? null : media.add('destination', paths);
    },
    'partitions.summaries': () => host.call('partitions.summaries', {}),
    'look.begin': ({ mediaId, partitionName, password }) =>
      host.call('look.begin', {
        ...{ paths: media.paths('source', mediaId), partitionName },
        ...(password !== undefined && { password }),
      }),
    'look.state': (request) => host.call('look.state', request),
    'look.end': async (request) => {
      await host.call('look.end', request);
      return {};
    },
    'imports.begun': () => host.call('imports.begun', {}),
    'imports.keep': async (request) => {
      await host.call('imports.keep', request);
      return {};
    },
    'imports.undo': (request) => host.call('imports.undo', request),
    'job.start': (request) => startJob(ports, request),
    'job.cancel': async (request) => {
      await host.call('job.cancel', request);
      return {};
    },
    'job.pause': async (request) => {
      await host.call('job.pause', request);
      return {};
    },
    'job.resume': async (request) => {
      await host.call('job.resume', request);
      return {};
    },
    'job.list': () => host.jobs(),
    'job.report': (request) => host.call('job.report', request),
    'correction.start': (request) =>
      host.call('correction.start', { ...request, softwareVersion: app.getVersion() }),
    'export.reveal': async ({ jobId }) => {
      const { job } = await host.call('job.report', { jobId });
      if (job.kind !== 'export' || job.folder === undefined) throw new ArchiveError('JobNotFound');
      shell.showItemInFolder(job.folder);
      return {};
    },
    'receipts.history': (request) => host.call('receipts.history', withoutUndefined(request)),
    'receipts.read': (request) => host.call('receipts.read', request),
    'receipts.print': async ({ number }) => {
      const page = await host.call('receipts.page', { number });
      return { isDone: await printPage(page) };
    },
    'receipts.save': async ({ number, format }) => {
      const page = await host.call('receipts.page', { number });
      return { isDone: await savePage(page, { number, format, window: ports.window() }) };
    },
    'settings.get': () => settings.get(),
    'settings.update': (change) => settings.update(withoutUndefined(change)),
  };
}

function startJob(
  { host, media }: HandlerPorts,
  request: RequestOf<'job.start'>,
): Promise<{ jobId: string }> {
  const { partitionName } = request;
  if (request.kind === 'import') {
    const paths = media.paths('source', request.mediaId);
    const { workitemUID, resume, choice, password } = request;
    return host.call('import.start', {
      ...{ paths, label: labelOf(paths), partitionName, waits: true },
      ...withoutUndefined({ workitemUID, resume, password, choice: choice && chosen(choice) }),
    });
  }
  const [directory = ''] = media.paths('destination', request.destinationId);
  const { studyInstanceUIDs } = request;
  const label = labelOf([directory]);
  return host.call('export.start', { partitionName, studyInstanceUIDs, directory, label });
}

function chosen({ only, ...rest }: NonNullable<ImportStart['choice']>): ImportChoice {
  const picks = only?.map(({ patient, ...pick }) =>
    withoutUndefined({ ...pick, patient: patient && withoutUndefined(patient) }),
  );
  return withoutUndefined({ ...rest, only: picks });
}

/** Undefined when the person cancelled. */
async function choose(
  { window }: HandlerPorts,
  options: OpenDialogOptions,
): Promise<readonly string[] | undefined> {
  const parent = window();
  // Paths of media carry names: the system's list of recent files must not learn them.
  const discreet: OpenDialogOptions = {
    ...options,
    properties: [...(options.properties ?? []), 'dontAddToRecent'],
  };
  const answer =
    parent === undefined
      ? await dialog.showOpenDialog(discreet)
      : await dialog.showOpenDialog(parent, discreet);
  return answer.canceled || answer.filePaths.length === 0 ? undefined : answer.filePaths;
}

function withoutUndefined<T extends object>(
  value: T,
): { [K in keyof T]: Exclude<T[K], undefined> } {
  const kept = Object.entries(value).filter(([, part]) => part !== undefined);
  return Object.fromEntries(kept) as { [K in keyof T]: Exclude<T[K], undefined> };
}
