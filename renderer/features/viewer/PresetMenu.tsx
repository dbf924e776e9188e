import { useIntl, type IntlShape } from 'react-intl';
import type { VoiLut } from '../../../app/pixel/image.ts';
import type { Viewport, ViewportSnapshot } from '../../viewport/engine.ts';
import { presetsFor, type WindowPreset } from '../../viewport/presets.ts';
import { applyPreset } from './apply-preset.ts';
import styles from './viewer.module.css';

interface PresetMenuProps {
  readonly viewport: Viewport | undefined;
  readonly snapshot: ViewportSnapshot | undefined;
  readonly modality: string | undefined;
}

/** Windows to choose from: those the file offers, then those of the modality. */
export function PresetMenu({ viewport, snapshot, modality }: PresetMenuProps) {
  const intl = useIntl();
  const stored = snapshot?.description?.voiLuts[0] ?? [];
  const presets = presetsFor(modality);
  const label = intl.formatMessage({ id: 'viewer.presets', defaultMessage: 'Window presets' });
  const choose = (value: string) => {
    if (viewport === undefined) return;
    const [kind, index] = value.split(':');
    if (kind === 'stored') viewport.setVoi(stored[Number(index)]);
    const preset = presets.find(({ key }) => kind === 'preset' && key === index);
    if (preset !== undefined) applyPreset(viewport, preset);
  };
  return (
    <select
      className={styles['presets']}
      aria-label={label}
      value=""
      disabled={snapshot?.window === undefined}
      onChange={(event) => choose(event.target.value)}
    >
      <option value="" disabled hidden>
        {intl.formatMessage({ id: 'viewer.presets.short', defaultMessage: 'Window' })}
      </option>
      {stored.map((voi, index) => (
        <option key={index} value={`stored:${String(index)}`}>
          {storedName(intl, voi, index)}
        </option>
      ))}
      {presets.map((preset) => (
        <option key={preset.key} value={`preset:${preset.key}`}>
          {presetName(intl, preset)}
        </option>
      ))}
    </select>
  );
}

function storedName(intl: IntlShape, voi: VoiLut, index: number): string {
  const name =
    (voi.kind === 'window' ? voi.explanation : voi.table.explanation) ??
    intl.formatMessage(
      { id: 'viewer.preset.stored', defaultMessage: 'From the file {number}' },
      { number: index + 1 },
    );
  return voi.kind === 'window' ? `${name} (${String(voi.width)} / ${String(voi.center)})` : name;
}

function presetName(intl: IntlShape, { key, name, window }: WindowPreset): string {
  const names: Record<WindowPreset['name'], string> = {
    auto: intl.formatMessage({ id: 'viewer.preset.auto', defaultMessage: 'Full range' }),
    brain: intl.formatMessage({ id: 'viewer.preset.brain', defaultMessage: 'Brain' }),
    abdomen: intl.formatMessage({ id: 'viewer.preset.abdomen', defaultMessage: 'Abdomen' }),
    mediastinum: intl.formatMessage({
      id: 'viewer.preset.mediastinum',
      defaultMessage: 'Mediastinum',
    }),
    bone: intl.formatMessage({ id: 'viewer.preset.bone', defaultMessage: 'Bone' }),
    lung: intl.formatMessage({ id: 'viewer.preset.lung', defaultMessage: 'Lung' }),
  };
  const values = window === undefined ? '' : ` ${String(window.width)} / ${String(window.center)}`;
  return `${names[name]}${values} (${key})`;
}
