import { useQuery } from '@tanstack/react-query';
import type { PartitionSummary } from '../../../app/model/resources.ts';
import { partitionNameKey } from '../../../app/model/partition.ts';
import { partitionsQuery } from '../../data/queries.ts';
import { useSettings } from './use-settings.ts';

interface Partitions {
  readonly stored: readonly PartitionSummary[];
  /** Named in this window, nothing stored yet. */
  readonly prepared: readonly string[];
  readonly names: readonly string[];
  readonly current: string | undefined;
  /** A name nobody knows yet is prepared. */
  readonly choose: (name: string) => void;
  readonly prepare: (name: string) => void;
  readonly forget: (name: string) => void;
  readonly query: ReturnType<typeof useQuery<readonly PartitionSummary[]>>;
}

/** `Microsoft.Default` is shown once something is in it: it holds what came before partitions. */
export function usePartitions(): Partitions {
  const query = useQuery(partitionsQuery);
  const { settings, update } = useSettings();
  const all = query.data ?? [];
  const known = new Set(all.map((partition) => partitionNameKey(partition.partitionName)));
  const stored = all.filter(({ partitionKey, instances }) => partitionKey !== 1 || instances > 0);
  const prepared = settings.preparedPartitions.filter((name) => !known.has(partitionNameKey(name)));
  const names = [...stored.map((partition) => partition.partitionName as string), ...prepared];
  const current = names.find(
    (name) => partitionNameKey(name) === partitionNameKey(settings.currentPartition),
  );
  const prepare = (name: string) =>
    update({ preparedPartitions: [...prepared, name], currentPartition: name });
  return {
    stored,
    prepared,
    names,
    current,
    query,
    choose: (name) => (names.includes(name) ? update({ currentPartition: name }) : prepare(name)),
    prepare,
    forget: (name) => update({ preparedPartitions: prepared.filter((other) => other !== name) }),
  };
}
