import { z } from 'zod';

/** Preferences of the person. Anything that must agree with stored data lives in the index instead. */
export const Settings = z
  .object({
    theme: z.enum(['dark', 'light', 'system']),
    /** The partition the window shows; empty before one was chosen. */
    currentPartition: z.string(),
    /** Names made in the window that hold nothing yet: a partition is created by its first stored instance. */
    preparedPartitions: z.array(z.string()),
  })
  .strict();
export type Settings = z.infer<typeof Settings>;

export const defaultSettings: Settings = {
  theme: 'dark',
  currentPartition: '',
  preparedPartitions: [],
};
