// Looks at media before they are imported, for somebody who waits in front of a window: begun, watched, given up.
import { randomUUID } from 'node:crypto';
import { setMaxListeners } from 'node:events';
import type { ImportPlan, MediumLook, MediumOverview } from '../../../app/model/plan.ts';
import { ArchiveError } from '../../../app/problems.ts';
import type { Archive } from '../archive.ts';

/** The newest are kept; a window looks at one medium at a time. */
const looksKept = 8;

interface Look {
  readonly controller: AbortController;
  state: () => MediumLook;
}

/** Kept in memory: a look leaves nothing behind. */
export function createLooks(
  planImport: Archive['planImport'],
): Archive['looks'] & { close(): void } {
  const looks = new Map<string, Look>();

  const find = (lookId: string): Look => {
    const look = looks.get(lookId);
    if (look === undefined) throw new ArchiveError('JobNotFound');
    return look;
  };

  const run = async (look: Look, request: Parameters<Archive['looks']['begin']>[0]) => {
    try {
      const plan = await planImport({
        ...request,
        signal: look.controller.signal,
        onProgress: (judged, patients) => {
          look.state = () => ({ state: 'looking', judged, patients: patients() });
        },
      });
      const overview = overviewOf(plan);
      look.state = () => ({ state: 'done', overview });
    } catch (error) {
      const problem = error instanceof ArchiveError ? error.code : 'ProcessingFailure';
      look.state = () => ({ state: 'failed', problem });
    }
  };

  return {
    begin(request) {
      const lookId = randomUUID();
      const look: Look = {
        controller: new AbortController(),
        state: () => ({ state: 'looking', judged: 0, patients: [] }),
      };
      setMaxListeners(0, look.controller.signal);
      looks.set(lookId, look);
      for (const oldest of looks.keys()) {
        if (looks.size <= looksKept) break;
        end(oldest);
      }
      void run(look, request);
      return { lookId };
    },
    state: (lookId) => find(lookId).state(),
    end,
    close() {
      for (const lookId of looks.keys()) end(lookId);
    },
  };

  function end(lookId: string): void {
    looks.get(lookId)?.controller.abort();
    looks.delete(lookId);
  }
}

/** Without the list of files, which may be longer than anybody reads. */
function overviewOf({ files, ...plan }: ImportPlan): MediumOverview {
  const kinds: MediumOverview['kinds'][number][] = [];
  for (const { nonDicomKind } of files) {
    if (nonDicomKind === undefined) continue;
    const known = kinds.findIndex(({ kind }) => kind === nonDicomKind);
    const count = (kinds[known]?.count ?? 0) + 1;
    kinds[known < 0 ? kinds.length : known] = { kind: nonDicomKind, count };
  }
  const wrong = files.filter(({ problem }) => problem === 'WrongPassword').length;
  const count = wrong + files.filter(({ problem }) => problem === 'PasswordNeeded').length;
  return { ...plan, kinds, locked: { count, isWrongPassword: wrong > 0 } };
}
