import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { defaultSettings, type Settings } from '../../../app/settings/schema.ts';
import { call } from '../../data/bridge.ts';
import { settingsQuery } from '../../data/queries.ts';

interface SettingsAccess {
  readonly settings: Settings;
  readonly update: (change: Partial<Settings>) => void;
}

export function useSettings(): SettingsAccess {
  const client = useQueryClient();
  const { data: settings = defaultSettings } = useQuery(settingsQuery);
  const { mutate } = useMutation({
    mutationFn: (change: Partial<Settings>) => call('settings.update', change),
    onMutate: (change) => {
      client.setQueryData(settingsQuery.queryKey, (old) => ({
        ...(old ?? defaultSettings),
        ...change,
      }));
    },
    onSuccess: (saved) => client.setQueryData(settingsQuery.queryKey, saved),
  });
  return { settings, update: mutate };
}
