// Every call the renderer can make to the machine, with the schemas of its request and reply.
// preload maps it, handle.ts parses with it, window.bridge is typed from it: a call is one entry and one handler.
import { z } from 'zod';
import type { MediumLook } from '../model/plan.ts';
import type { BegunImport, ExportReport, ImportReport, Job } from '../model/jobs.ts';
import type { ImportSummary, ShownReceipt } from '../model/receipt.ts';
import type { PartitionSummary } from '../model/resources.ts';
import { modificationReasons } from '../model/corrections.ts';
import { parsePartitionName } from '../model/partition.ts';
import type { PartitionName } from '../model/identifiers.ts';
import type { Volume } from '../model/volumes.ts';
import { Settings } from '../settings/schema.ts';

const nothing = z.object({}).strict();
const done = z.object({}).strict();
const opaqueId = z.string().regex(/^[0-9a-f-]{8,64}$/);
const partitionName = z
  .string()
  .refine((text) => parsePartitionName(text) !== undefined)
  .transform((text) => text as PartitionName);
/** Of the protected archives on a medium; kept nowhere. */
const password = z.string().min(1).max(1000);
const uid = z.string().regex(/^[0-9.]{1,64}$/);

/** Replies come from our own trusted side; they are typed, not parsed again. */
const reply = <T>() => z.custom<T>(() => true);

export const ArchiveStatus = z.object({
  state: z.enum(['starting', 'running', 'restarting', 'failed']),
  /** Base URL of the DICOMweb store, present while running. */
  baseUrl: z.string().optional(),
  /** Sentence for the person when it failed or is being started again. */
  message: z.string().optional(),
  /** How often the process had to be started again since launch. */
  restarts: z.number(),
});
export type ArchiveStatus = z.infer<typeof ArchiveStatus>;

/** A medium or destination the person chose; the path itself stays on the trusted side. */
export const Chosen = z.object({
  id: opaqueId,
  /** The last component of the path, for display only. */
  label: z.string(),
  /** How many files and folders were chosen. */
  items: z.number(),
});
export type Chosen = z.infer<typeof Chosen>;

const text = z.string().max(1024).optional();

/** As `ImportPick` says; UIDs as the medium has them, which is not always as the Standard wants them. */
const ImportPickRequest = z
  .object({
    patient: z
      .object({
        ...{ patientName: text, patientID: text, issuerOfPatientID: text },
        ...{ patientBirthDate: text, patientSex: text },
      })
      .strict()
      .optional(),
    ...{ patientID: text, studyInstanceUID: text, seriesInstanceUID: text },
  })
  .strict();

const ImportChoiceRequest = z
  .object({
    only: z.array(ImportPickRequest).min(1).max(10_000).readonly().optional(),
    isConfirmed: z.boolean().optional(),
    fingerprint: z
      .string()
      .regex(/^[0-9a-f]{64}$/)
      .optional(),
  })
  .strict();

/** A drive with a medium in it; like every path, its own stays on the trusted side. */
export type Drive = Omit<Volume, 'path'> & { readonly chosen: Chosen };

export const JobRequest = z.discriminatedUnion('kind', [
  z
    .object({
      kind: z.literal('import'),
      mediaId: opaqueId,
      partitionName,
      /** The scheduled step of the worklist that it fulfils. */
      workitemUID: uid.optional(),
      /** An import that was cut short, to be gone on with. */
      resume: opaqueId.optional(),
      /** `ImportChoice`; without one an import that must be confirmed stores nothing. */
      choice: ImportChoiceRequest.optional(),
      password: password.optional(),
    })
    .strict(),
  z
    .object({
      kind: z.literal('export'),
      partitionName,
      studyInstanceUIDs: z.array(uid).min(1).max(1000),
      destinationId: opaqueId,
    })
    .strict(),
]);
export type JobRequest = z.infer<typeof JobRequest>;

const receiptNumber = z.number().int().min(1);
const day = z.string().regex(/^\d{4}-\d{2}-\d{2}$/);

/** `ImportHistoryQuery`, as the page may ask it. */
const HistoryRequest = z
  .object({
    text: z.string().max(200).optional(),
    partitionName: partitionName.optional(),
    from: day.optional(),
    to: day.optional(),
    fingerprint: z
      .string()
      .regex(/^[0-9a-f]{64}$/)
      .optional(),
    before: receiptNumber.optional(),
    limit: z.number().int().min(1).max(200),
  })
  .strict();

const lookId = z.object({ lookId: opaqueId }).strict();
const jobId = z.object({ jobId: opaqueId }).strict();

export const contract = {
  'archive.status': { request: nothing, reply: ArchiveStatus },
  'archive.restart': { request: nothing, reply: ArchiveStatus },
  'app.about': {
    request: nothing,
    reply: z.object({ version: z.string(), electron: z.string(), platform: z.string() }),
  },
  /** Opens the system's dialog; null when the person cancelled it. */
  'media.choose': {
    request: z.object({ kind: z.enum(['folder', 'files']) }).strict(),
    reply: Chosen.nullable(),
  },
  /** Paths come from webUtils inside preload, which refuses this call to the page (`preloadChannel`). */
  'media.register': {
    request: z.object({ paths: z.array(z.string().min(1).max(4096)).min(1).max(10_000) }).strict(),
    reply: Chosen,
  },
  /** Drives with a medium in them, each as something chosen. */
  'volumes.list': { request: nothing, reply: reply<readonly Drive[]>() },
  'destination.choose': { request: nothing, reply: Chosen.nullable() },
  'partitions.summaries': { request: nothing, reply: reply<readonly PartitionSummary[]>() },
  /** Looks at a medium without writing anything: `look.state` is asked until it is no longer looking. */
  'look.begin': {
    request: z.object({ mediaId: opaqueId, partitionName, password: password.optional() }).strict(),
    reply: z.object({ lookId: z.string() }),
  },
  'look.state': { request: lookId, reply: reply<MediumLook>() },
  'look.end': { request: lookId, reply: done },
  /** Imports the archive remembers, newest first; `running` without a job means that it was cut short. */
  'imports.begun': { request: nothing, reply: reply<readonly BegunImport[]>() },
  'imports.keep': { request: jobId, reply: done },
  'imports.undo': { request: jobId, reply: z.object({ removed: z.number() }) },
  'job.start': { request: JobRequest, reply: z.object({ jobId: z.string() }) },
  'job.cancel': { request: jobId, reply: done },
  /** Of an import: nothing new is begun until `job.resume`. */
  'job.pause': { request: jobId, reply: done },
  'job.resume': { request: jobId, reply: done },
  'job.list': { request: nothing, reply: reply<readonly Job[]>() },
  'job.report': { request: jobId, reply: reply<ImportReport | ExportReport>() },
  /** New values for studies, by tag; the operation is followed over HTTP. */
  'correction.start': {
    request: z
      .object({
        partitionName,
        studyInstanceUIDs: z.array(uid).min(1).max(50),
        changes: z.record(z.string().regex(/^[0-9A-F]{8}$/), z.unknown()),
        reason: z.enum(modificationReasons),
        source: z.string().max(64),
      })
      .strict(),
    reply: z.object({ operationId: z.string() }),
  },
  /** Shows the finished export's folder in the file manager. */
  'export.reveal': { request: jobId, reply: done },
  /** Imports of the past, newest first. */
  'receipts.history': { request: HistoryRequest, reply: reply<readonly ImportSummary[]>() },
  'receipts.read': {
    request: z.object({ number: receiptNumber }).strict(),
    reply: reply<ShownReceipt>(),
  },
  /** Opens the system's print dialog; the reply says whether something was printed. */
  'receipts.print': {
    request: z.object({ number: receiptNumber }).strict(),
    reply: z.object({ isDone: z.boolean() }),
  },
  /** Asks where to; the reply says whether it was saved. */
  'receipts.save': {
    request: z.object({ number: receiptNumber, format: z.enum(['pdf', 'html']) }).strict(),
    reply: z.object({ isDone: z.boolean() }),
  },
  'settings.get': { request: nothing, reply: Settings },
  'settings.update': { request: Settings.partial(), reply: Settings },
} as const;

export type Channel = keyof typeof contract;
export type RequestOf<C extends Channel> = z.output<(typeof contract)[C]['request']>;
export type RequestInput<C extends Channel> = z.input<(typeof contract)[C]['request']>;
export type ReplyOf<C extends Channel> = z.output<(typeof contract)[C]['reply']>;
