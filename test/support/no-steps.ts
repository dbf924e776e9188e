// For jobs that fulfil no step of a worklist.
import type { JobPorts } from '../../main/archive/jobs/ports.ts';

export const noSteps: JobPorts['steps'] = {
  claim: () => {
    throw new Error('no step was named');
  },
  end: () => {
    throw new Error('no step was claimed');
  },
};
