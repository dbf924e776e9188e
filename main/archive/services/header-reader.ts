// Headers of a medium's files are read by workers, several to a message.
import { untilAborted } from '../intake/abort.ts';
import type { GuardPorts } from '../intake/identity-guard.ts';
import { headInspector } from '../intake/inspectable.ts';
import { inGroups } from '../pool/in-groups.ts';
import { toItsEnd } from '../pool/pool.ts';
import type { Pool } from '../pool/pool.ts';
import type { InspectRequest } from '../pool/tasks.ts';

export function headerReader(pool: Pool): GuardPorts['identify'] {
  const identify = inGroups({
    // Files of several jobs may be together: the abort of one must not end the others.
    run: (files: readonly InspectRequest[]) => pool.run('identify', files, toItsEnd),
    bytesOf: (file) => ('content' in file ? file.content.length : 0),
  });
  return headInspector((file, signal) => untilAborted(identify(file), signal));
}
