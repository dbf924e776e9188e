import type { TaskTable } from './tasks.ts';
import { ingest } from './tasks/ingest.ts';
import { decode, describe, frames, render } from './tasks/pixel-tasks.ts';
import { transcode } from './tasks/transcode.ts';

export const taskTable: TaskTable = { ingest, describe, frames, decode, render, transcode };
