import type { TaskTable } from './tasks.ts';
import { checkpoint } from './tasks/checkpoint.ts';
import { copyOut } from './tasks/copy-out.ts';
import { hash } from './tasks/hash.ts';
import { identify } from './tasks/identify.ts';
import { ingest } from './tasks/ingest.ts';
import { decode, describe, frames, render } from './tasks/pixel-tasks.ts';
import { inspect } from './tasks/inspect.ts';
import { judge } from './tasks/judge.ts';
import { mediaDirectory } from './tasks/media-directory.ts';
import { receive } from './tasks/receive.ts';
import { revise } from './tasks/revise.ts';
import { transcode } from './tasks/transcode.ts';

export const taskTable: TaskTable = {
  ingest,
  receive,
  judge,
  inspect,
  identify,
  mediaDirectory,
  hash,
  copyOut,
  checkpoint,
  describe,
  frames,
  decode,
  render,
  revise,
  transcode,
};
