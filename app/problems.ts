// The one table of failures: HTTP status, DICOM Failure Reason (0008,1197) and the sentence a person reads.
// Adding a failure is adding a row. Statuses and reasons follow the API contract; docs/conformance.md lists them.

interface ProblemRow {
  readonly http: number;
  /** PS3.18 §I.2 / dicom-server code, where a stored instance can fail with it. */
  readonly failureReason?: number;
  readonly message: string;
}

export const problems = {
  InvalidQuery: { http: 400, message: 'The query is not valid.' },
  InvalidIdentifier: { http: 400, message: 'The identifier is not a valid UID.' },
  InvalidRequest: { http: 400, message: 'The request is not valid.' },
  InvalidQueryCharacters: { http: 400, message: 'The query string included invalid characters.' },
  InvalidPartitionName: { http: 400, message: 'The specified PartitionName is invalid.' },
  PartitionMissingInRoute: {
    http: 400,
    message: 'PartitionName value is missing in the route segment.',
  },
  PartitionsDisabled: { http: 400, message: 'Data partitions capability is disabled.' },
  PartitionNotFound: { http: 400, message: "The specified PartitionName doesn't exist." },
  UnsupportedApiVersion: { http: 400, message: 'The requested API version is not supported.' },
  MultipartMalformed: { http: 400, message: 'The multipart body is malformed or ended early.' },
  Unauthorized: { http: 401, message: 'A valid bearer token is required.' },
  Forbidden: { http: 403, message: 'Authorization failed.' },
  StudyNotFound: { http: 404, message: 'The specified study cannot be found.' },
  SeriesNotFound: { http: 404, message: 'The specified series cannot be found.' },
  InstanceNotFound: { http: 404, message: 'The specified instance cannot be found.' },
  FrameNotFound: { http: 404, message: 'The specified frame cannot be found.' },
  WorkitemNotFound: { http: 404, message: 'The workitem instance is not found.' },
  WorkitemExists: {
    http: 409,
    message: 'The workitem instance already exists. Try creating using a different UID.',
  },
  WorkitemBusy: {
    http: 409,
    message: 'The workitem instance was changed by somebody else at this moment. Try again.',
  },
  WorkitemNotCancellable: {
    http: 409,
    message: 'The workitem instance cannot be cancelled in its present state.',
  },
  InvalidWorkitem: { http: 400, message: 'The workitem is not valid.' },
  QueryTagNotFound: { http: 404, message: 'The specified extended query tag cannot be found.' },
  NotAcceptable: { http: 406, message: 'The request headers are not acceptable' },
  NotTranscodable: { http: 406, message: 'The specified transcoding is not supported.' },
  NotRenderable: {
    http: 406,
    message: 'An error was encountered when attempting to convert the dicom file into an image',
  },
  TooLargeToProcess: {
    http: 406,
    message: 'The file is larger than 100 MB. Ask for transfer-syntax=* to get it as stored.',
  },
  MultipleInstancesNotTranscodable: {
    http: 406,
    message:
      'The transfer syntax is not supported when multiple instances match. Use transfer-syntax=*.',
  },
  PayloadTooLarge: { http: 413, message: 'The request exceeded the allowed limit.' },
  UnsupportedMediaType: { http: 415, message: 'The specified content type is not supported.' },
  InvalidInstance: {
    http: 409,
    failureReason: 43264,
    message: 'The file is not a DICOM instance that can be stored.',
  },
  MissingAttribute: {
    http: 409,
    failureReason: 43264,
    message: 'A required attribute is missing or not valid.',
  },
  StudyMismatch: {
    http: 409,
    failureReason: 43264,
    message: 'The instance belongs to another study.',
  },
  UpdateActive: { http: 409, message: 'There is already an active update operation.' },
  NotEditable: {
    http: 409,
    message: 'The file cannot be changed without changing more than was asked for.',
  },
  CharacterSetTooSmall: {
    http: 409,
    message: 'The character set of the file cannot express the new values.',
  },
  DuplicateInstance: {
    http: 409,
    failureReason: 45070,
    message: 'An instance with the same UIDs is already stored in this partition.',
  },
  InstanceBeingStored: {
    http: 409,
    failureReason: 45071,
    message: 'An instance with the same UIDs is being stored at this moment.',
  },
  QueryTagExists: { http: 409, message: 'One or more extended query tags already exist.' },
  ReindexActive: { http: 409, message: 'There is already an active re-index operation.' },
  ProcessingFailure: {
    http: 500,
    failureReason: 272,
    message: 'Something unforeseen went wrong while processing.',
  },
  StorageFull: {
    http: 507,
    failureReason: 42752,
    message: 'The disk that holds the archive is full.',
  },
  StorageFailure: {
    http: 503,
    failureReason: 272,
    message: 'The disk that holds the archive could not be read or written.',
  },
  ArchiveInUse: {
    http: 503,
    message: 'The data directory is in use by another running instance of Vestibule.',
  },
  ArchiveDamaged: {
    http: 503,
    message:
      'The index of the data directory is damaged. It can be made again with "vestibule rebuild".',
  },
  JournalDamaged: {
    http: 503,
    message: 'The journal of the data directory was changed or damaged.',
  },
  ArchiveTooNew: {
    http: 503,
    message: 'The data directory was written by a newer version of Vestibule.',
  },
  ArchiveStopped: {
    http: 503,
    message: 'The archive stopped unexpectedly. What was stored before is safe.',
  },
  ArchiveUnavailable: { http: 503, message: 'The archive is not running.' },
  DataPartitionsFeatureCannotBeDisabledException: {
    http: 503,
    message: 'Data partitions cannot be disabled while existing data has already been partitioned.',
  },
  PortInUse: { http: 503, message: 'The port is already in use.' },
  SourceUnreadable: { http: 400, message: 'The file or folder could not be read.' },
  VolumesUnknown: { http: 503, message: 'The system does not tell which drives there are.' },
  PasswordNeeded: {
    http: 400,
    message:
      'The file is protected by a password. Portals often use the date of birth, written YYYYMMDD.',
  },
  WrongPassword: { http: 400, message: 'The password does not open the file.' },
  DestinationUnusable: {
    http: 400,
    message: 'The destination folder cannot be used for an export.',
  },
  DestinationNotAFolder: { http: 400, message: 'The destination is a file, not a folder.' },
  DestinationInsideArchive: {
    http: 400,
    message: "An export cannot be written into the archive's own data directory.",
  },
  DestinationFull: { http: 400, message: 'There is not enough free space at the destination.' },
  SourceInsideArchive: {
    http: 400,
    message: "The archive's own data directory cannot be imported.",
  },
  VerificationFailed: {
    http: 500,
    message: 'A written file did not compare equal when it was read again.',
  },
  ReceiptNotFound: { http: 404, message: 'There is no receipt of this number.' },
  ReceiptDamaged: { http: 500, message: 'The receipt was changed or damaged.' },
  JobNotFound: { http: 404, message: 'The job cannot be found.' },
  ImportRunning: { http: 409, message: 'The import is under way; cancel it first.' },
  ImportNotResumable: {
    http: 409,
    message: 'The import cannot be gone on with: it is under way, complete, or was undone.',
  },
  OtherMedium: {
    http: 409,
    message: 'This is not the medium the import was begun with; its files are others.',
  },
  MediumGone: { http: 409, message: 'The medium is gone. Put it in again and go on.' },
  IdentityUnconfirmed: {
    http: 409,
    message: 'Nothing was imported: whose images these are has to be confirmed first.',
  },
  PatientUnseen: {
    http: 409,
    message:
      'Whose it is could not be read when the patients were looked at. Import the medium again.',
  },
  MediumChanged: {
    http: 409,
    message: 'The medium is not as it was when it was looked at. Look at it again.',
  },
  NotSelected: { http: 409, message: 'It is not among what was chosen from the medium.' },
  Cancelled: { http: 499, message: 'The work was cancelled.' },
} as const satisfies Record<string, ProblemRow>;

export type ProblemCode = keyof typeof problems;

/** The one exception class raised by us. Foreign errors are wrapped where the foreign call is made. */
export class ArchiveError extends Error {
  override readonly name = 'ArchiveError';
  readonly code: ProblemCode;

  /** `message` replaces the table's sentence; it must never quote a value read from a medium. */
  constructor(
    code: ProblemCode,
    options: { readonly message?: string; readonly cause?: unknown } = {},
  ) {
    super(options.message ?? problems[code].message, { cause: options.cause });
    this.code = code;
  }
}

/** Warning Reasons (0008,1196) of a stored instance. */
export const storeWarnings = {
  /** The data set has validation warnings. */
  DatasetHasValidationWarnings: 1,
  /** The data set does not match its SOP Class; used for Implicit VR. Takes precedence. */
  DatasetDoesNotMatchSOPClass: 45063,
} as const;
