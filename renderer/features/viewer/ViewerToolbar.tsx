import { FormattedMessage, useIntl } from 'react-intl';
import type { Viewport, ViewportSnapshot } from '../../viewport/engine.ts';
import { pointerTools, type PointerTool } from '../../viewport/tools/pointer.ts';
import { Button } from '../../shared/ui/Button.tsx';
import type { IconName } from '../../shared/ui/Icon.tsx';
import { PresetMenu } from './PresetMenu.tsx';
import { toolbarLabels } from './toolbar-labels.ts';
import type { Cine } from './use-cine.ts';
import styles from './viewer.module.css';

interface ViewerToolbarProps {
  readonly viewport: Viewport | undefined;
  readonly snapshot: ViewportSnapshot | undefined;
  readonly modality: string | undefined;
  readonly tool: PointerTool;
  readonly onTool: (tool: PointerTool) => void;
  readonly cine: Cine;
  readonly isOverlayShown: boolean;
  readonly onOverlay: () => void;
  readonly areTagsShown: boolean;
  readonly onTags: () => void;
  readonly onBack: () => void;
}

const toolIcons: Record<PointerTool, IconName> = {
  window: 'contrast',
  pan: 'pan',
  zoom: 'zoom',
  scroll: 'scroll',
};

export function ViewerToolbar(props: ViewerToolbarProps) {
  const { viewport, cine } = props;
  const intl = useIntl();
  const labels = toolbarLabels(intl);
  const action = (icon: IconName, label: string, run: (target: Viewport) => void) => (
    <Button
      look="quiet"
      icon={icon}
      aria-label={label}
      title={label}
      disabled={viewport === undefined}
      onClick={() => viewport !== undefined && run(viewport)}
    />
  );
  return (
    <header className={styles['toolbar']} role="toolbar" aria-label={labels.toolbar}>
      <Button look="quiet" icon="back" onClick={props.onBack}>
        <FormattedMessage id="viewer.back" defaultMessage="Studies" />
      </Button>
      <span className={styles['gap']} />
      <div className={styles['group']} role="group" aria-label={labels.tools}>
        {pointerTools.map((tool) => (
          <Button
            key={tool}
            look="quiet"
            icon={toolIcons[tool]}
            aria-label={labels.tool[tool]}
            title={labels.tool[tool]}
            aria-pressed={tool === props.tool}
            onClick={() => props.onTool(tool)}
          />
        ))}
      </div>
      <PresetMenu viewport={viewport} snapshot={props.snapshot} modality={props.modality} />
      <div className={styles['group']}>
        {action('invert', labels.invert, (v) => v.invert())}
        {action('rotate', labels.rotate, (v) => v.rotate(1))}
        {action('flip', labels.flip, (v) => v.flip())}
        {action('fit', labels.fit, (v) => v.fit())}
        {action('reset', labels.reset, (v) => v.reset())}
      </div>
      <Button
        look="quiet"
        icon={cine.isPlaying ? 'pause' : 'play'}
        aria-label={cine.isPlaying ? labels.pause : labels.play}
        title={cine.isPlaying ? labels.pause : labels.play}
        disabled={!cine.isPossible}
        onClick={cine.toggle}
      />
      <span className={styles['gap']} />
      <Button
        look="quiet"
        icon="info"
        aria-label={labels.overlay}
        title={labels.overlay}
        aria-pressed={props.isOverlayShown}
        onClick={props.onOverlay}
      />
      <Button look="quiet" icon="tags" aria-pressed={props.areTagsShown} onClick={props.onTags}>
        <FormattedMessage id="viewer.tags" defaultMessage="Attributes" />
      </Button>
    </header>
  );
}
