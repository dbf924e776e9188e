// What the worker threads can be asked to do. Each task is one pure function over one stored or staged file.
import type { Provenance } from '../../../app/dicom/correction.ts';
import type { DicomJson } from '../../../app/dicom/dicom-json.types.ts';
import type { Piece } from '../../../app/dicom/part10/splice.ts';
import type { FrameTable, ImageDescription } from '../../../app/pixel/image.ts';
import type { ImageLabel } from '../../../app/intake/image-label.ts';
import type { Candidate } from '../../../app/intake/selection.ts';
import type { MediaDirectory } from '../../../app/media/dicomdir/directory-tree.ts';
import type { InstanceUIDs } from '../../../app/model/identifiers.ts';
import type { PatientIdentity } from '../../../app/model/plan.ts';
import type { ImportSelection } from '../../../app/model/selection.ts';
import type { TagDefinition } from '../../../app/model/query-tags.ts';
import type { AttributeFailure, StoreValidation } from '../../../app/model/store.ts';
import type { ProblemCode } from '../../../app/problems.ts';
import type { InstanceAttributes } from '../instance-attributes.ts';

/** What an instance has to be to be accepted. */
export interface JudgingRules {
  readonly validation: StoreValidation;
  /** Study-scoped store: anything else is refused. */
  readonly studyInstanceUID?: string;
  /** Extended query tags, with strict validation. */
  readonly tags?: readonly TagDefinition[];
  /** Anything else is refused, whatever else is wrong with it. */
  readonly only?: ImportSelection;
}

export interface IngestRequest extends JudgingRules {
  readonly path: string;
}

/** What reading a file found: an instance that may be stored, or why it may not. */
export type IngestReply =
  | {
      readonly kind: 'accepted';
      readonly attributes: InstanceAttributes;
      readonly warnings: readonly AttributeFailure[];
      /** An indexed attribute has several values, of which the first is indexed. */
      readonly hasUnindexedValues: boolean;
      /** The bytes before the data set would run as a program; reported, never altered. */
      readonly hasExecutablePreamble: boolean;
    }
  | {
      readonly kind: 'refused';
      readonly problem: 'InvalidInstance' | 'MissingAttribute' | 'StudyMismatch' | 'NotSelected';
      readonly sopClassUID?: string;
      readonly sopInstanceUID?: string;
      readonly attributeFailures: readonly AttributeFailure[];
      /** See RefusedInstance. */
      readonly patientKey?: string;
    };

/** A file of a mounted medium, small enough to be held whole; its copy is written to `path`. */
export interface ReceiveRequest extends IngestRequest {
  /** The file to read, as the bytes of its name. */
  readonly source: Uint8Array;
  /** Judge and hash only: no copy is written. */
  readonly isProbe?: true;
  /** As the medium's directory says. */
  readonly bytes: number;
}

export type ReceiveReply =
  | ({ readonly kind: 'received' } & JudgeReply & {
        /**
         * Of an accepted instance, unless none was wanted: descriptor of the copy, still open and not flushed. Whoever gets
         * it does both.
         */
        readonly copy?: number;
      })
  /** Not a DICOM instance; the first bytes tell what else. */
  | { readonly kind: 'other'; readonly head: Uint8Array }
  | {
      readonly kind: 'unreadable';
      /** `changed`, or the system's code. */
      readonly reason: string;
      /** As far as what could be read says it. */
      readonly image?: ImageLabel;
    };

/** Received bytes, small enough to be held whole. */
export interface JudgeRequest extends JudgingRules {
  /** In their order; the pool puts them together in memory that it shares with the thread. */
  readonly pieces: readonly Uint8Array[];
}

export interface JudgeReply {
  readonly ingest: IngestReply;
  /** Lower-case hex. */
  readonly sha256: string;
}

export interface DecodeRequest {
  readonly path: string;
  /** 1-based, in the order wanted. */
  readonly frames: readonly number[];
  /** `*` = as encoded in the data set; else Explicit VR LE samples or a JPEG 2000 lossless code stream. */
  readonly transferSyntaxUID: string;
}

export interface DecodeReply {
  readonly transferSyntaxUID: string;
  readonly frames: readonly Uint8Array[];
}

export interface RenderTask {
  readonly path: string;
  /** 1-based. */
  readonly frame: number;
  readonly mediaType: 'image/jpeg' | 'image/png';
  /** 1 to 100, JPEG only. */
  readonly quality: number;
  /** Longest side in pixels; absent = full size. */
  readonly maxSide?: number;
}

/** Stored files, each changed in the same way. */
export interface ReviseRequest {
  readonly files: readonly {
    readonly path: string;
    readonly bytes: number;
    /** Where the new file is written; nothing is there. */
    readonly target: string;
  }[];
  /** Text VRs at the top level. */
  readonly changes: DicomJson;
  /** Recorded inside the file, with what the values were. */
  readonly provenance?: Provenance;
  /** Longer files are planned alone. */
  readonly maxBytes: number;
}

/** What the index must know of a new version. */
export interface RevisedFacts {
  readonly transferSyntaxUID: string;
  /** Members of the metadata copy that have new values. */
  readonly members: DicomJson;
  /** How far the frames have moved in the file. */
  readonly frameShift: number;
}

/** It is whole at its target. */
export interface WrittenRevision extends RevisedFacts {
  readonly kind: 'written';
  /** As in ReceiveReply. */
  readonly copy: number;
  readonly bytes: number;
  readonly sha256: string;
}

/** A longer file is only planned, in ranges of the file there is and new bytes. */
export interface PlannedRevision extends RevisedFacts {
  readonly kind: 'planned';
  readonly pieces: readonly Piece[];
}

/** `failed`: there is nothing at its target. */
export type RevisedFile =
  WrittenRevision | PlannedRevision | { readonly kind: 'failed'; readonly problem: ProblemCode };

/** One a file, in their order. */
export type ReviseReply = readonly RevisedFile[];

export interface TranscodeRequest {
  readonly path: string;
  readonly transferSyntaxUID: string;
}

/** A file to be looked at: where it is, or what it holds where no name of the system leads to it. */
export type InspectRequest =
  | {
      /** Bytes of its name. */
      readonly source: Uint8Array;
      /** As the medium's directory, or the index, says. */
      readonly bytes: number;
    }
  | { readonly content: Uint8Array };

/** What the header says of patient, study and series, as far as it says it. */
export interface HeaderFacts extends PatientIdentity {
  readonly studyDate?: string;
  readonly studyDescription?: string;
  readonly modality?: string;
  readonly seriesNumber?: string;
  readonly seriesDescription?: string;
}

/** It may be stored. Hashes as lower-case hex. */
export interface InspectedInstance {
  readonly kind: 'instance';
  readonly sha256: string;
  /** Of its pixel data, where it has some. */
  readonly pixels?: string;
  readonly instance: InstanceUIDs;
  readonly sopClassUID: string;
  readonly facts: HeaderFacts;
}

export type InspectReply =
  | InspectedInstance
  | {
      readonly kind: 'refused';
      readonly problem: ProblemCode;
      readonly sha256?: string;
      readonly attributeFailures: readonly AttributeFailure[];
    }
  | Exclude<ReceiveReply, { kind: 'received' }>;

/** A file that may be a DICOMDIR, whole. */
export interface MediaDirectoryRequest {
  readonly content: Uint8Array;
}

/** Empty for what is none. */
export interface MediaDirectoryReply {
  readonly directory?: MediaDirectory;
}

/** Stored files to be read again. */
export interface HashRequest {
  /** Of stored files, or the bytes of names on a mounted medium. */
  readonly paths: readonly (string | Uint8Array)[];
}

/** What a file turned out to hold; `sha256` as lower-case hex. */
export type HashedFile =
  | { readonly kind: 'hashed'; readonly bytes: number; readonly sha256: string }
  | { readonly kind: 'missing' | 'unreadable' };

/** Stored files for a destination outside the archive; each is held whole for a moment. */
export interface CopyOutRequest {
  readonly files: readonly {
    readonly source: string;
    /** Nothing is there, in a folder that is. */
    readonly path: string;
    readonly bytes: number;
  }[];
}

/** `copied`: it is whole; `copy` as in ReceiveReply. `unreadable` is the stored file, and there is no copy. */
export type CopiedFile =
  | { readonly kind: 'copied'; readonly copy: number; readonly isPart10: boolean }
  | { readonly kind: 'unreadable' };

export type CopyOutReply = readonly CopiedFile[];

export interface CheckpointRequest {
  /** The file of the index, which stays open elsewhere. */
  readonly path: string;
}

export interface CheckpointReply {
  /** Pages that could not be moved, or came meanwhile. */
  readonly waiting: number;
}

/** Every task by name. Failures: ArchiveError with the code the caller is to see. */
export interface Tasks {
  ingest: { request: IngestRequest; reply: IngestReply };
  /** One reply a file, in their order; so with `identify` and `hash`. */
  receive: { request: readonly ReceiveRequest[]; reply: readonly ReceiveReply[] };
  judge: { request: JudgeRequest; reply: JudgeReply };
  inspect: { request: InspectRequest; reply: InspectReply };
  identify: { request: readonly InspectRequest[]; reply: readonly IdentifyReply[] };
  mediaDirectory: { request: MediaDirectoryRequest; reply: MediaDirectoryReply };
  hash: { request: HashRequest; reply: readonly HashedFile[] };
  /** As `hash`. */
  copyOut: { request: CopyOutRequest; reply: CopyOutReply };
  checkpoint: { request: CheckpointRequest; reply: CheckpointReply };
  describe: { request: { readonly path: string }; reply: ImageDescription };
  frames: { request: { readonly path: string }; reply: FrameTable };
  decode: { request: DecodeRequest; reply: DecodeReply };
  render: { request: RenderTask; reply: Uint8Array };
  revise: { request: ReviseRequest; reply: ReviseReply };
  transcode: { request: TranscodeRequest; reply: Uint8Array };
}

/** `unread`: the medium did not give it, which may be otherwise later. */
export type IdentifyReply = Candidate | 'unread' | 'noInstance';

export type TaskName = keyof Tasks;

export type TaskTable = {
  readonly [T in TaskName]: (
    request: Tasks[T]['request'],
  ) => Tasks[T]['reply'] | Promise<Tasks[T]['reply']>;
};

export interface TaskFailure {
  readonly code: string;
  readonly message: string;
}

export type ToWorker = {
  [T in TaskName]: {
    readonly number: number;
    readonly task: T;
    readonly request: Tasks[T]['request'];
  };
}[TaskName];

export type FromWorker =
  | { readonly number: number; readonly reply: unknown }
  | { readonly number: number; readonly failure: TaskFailure };
