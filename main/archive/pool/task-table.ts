import type { TaskTable } from './tasks.ts';
import { ingest } from './tasks/ingest.ts';
import { decode, describe, frames, render, transcode } from './tasks/pixel-tasks.ts';

export const taskTable: TaskTable = { ingest, describe, frames, decode, render, transcode };
