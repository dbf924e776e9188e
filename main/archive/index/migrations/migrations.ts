import { initial } from './0001-initial.ts';
import { journalMark } from './0002-journal-mark.ts';
import { receipts } from './0003-receipts.ts';
import { operations } from './0004-operations.ts';
import { versions } from './0005-versions.ts';
import { workitems } from './0006-workitems.ts';
import { importJobs } from './0007-import-jobs.ts';
import { importChoice } from './0009-import-choice.ts';
import { queryTags } from './0008-query-tags.ts';

/** In order; the position plus one is the file's `user_version` afterwards. Never edited once released. */
export const migrations: readonly string[] = [
  initial,
  journalMark,
  receipts,
  operations,
  versions,
  workitems,
  importJobs,
  queryTags,
  importChoice,
];
