import { FormattedMessage, useIntl } from 'react-intl';
import { Dialog } from '../../shared/ui/Dialog.tsx';
import styles from './shell.module.css';

type Row = readonly [keys: string, what: React.ReactNode];

const windowKeys: readonly Row[] = [
  ['Ctrl I', <FormattedMessage key="1" id="keys.import" defaultMessage="Import a folder" />],
  ['Ctrl Shift I', <FormattedMessage key="2" id="keys.files" defaultMessage="Import files" />],
  ['Ctrl E', <FormattedMessage key="3" id="keys.export" defaultMessage="Export studies" />],
  ['Ctrl Shift H', <FormattedMessage key="4" id="keys.home" defaultMessage="Partitions" />],
  ['Ctrl Shift T', <FormattedMessage key="5" id="keys.theme" defaultMessage="Switch theme" />],
  ['↑ ↓', <FormattedMessage key="6" id="keys.move" defaultMessage="Move in the study list" />],
  ['Space', <FormattedMessage key="7" id="keys.select" defaultMessage="Select a study" />],
  ['Shift ↑ ↓', <FormattedMessage key="8" id="keys.range" defaultMessage="Select a range" />],
  ['Enter', <FormattedMessage key="9" id="keys.open" defaultMessage="Open the images" />],
];

const viewerKeys: readonly Row[] = [
  ['↑ ↓', <FormattedMessage key="1" id="keys.scroll" defaultMessage="One image on or back" />],
  ['Ctrl ↑ ↓', <FormattedMessage key="2" id="keys.scroll10" defaultMessage="Ten images" />],
  ['Home End', <FormattedMessage key="3" id="keys.ends" defaultMessage="First, last image" />],
  ['0 – 7', <FormattedMessage key="4" id="keys.presets" defaultMessage="Window presets" />],
  ['V', <FormattedMessage key="5" id="keys.invert" defaultMessage="Invert" />],
  ['+ −', <FormattedMessage key="6" id="keys.zoom" defaultMessage="Zoom" />],
  ['Enter', <FormattedMessage key="7" id="keys.fit" defaultMessage="Fit to the window" />],
  ['L R F', <FormattedMessage key="8" id="keys.turn" defaultMessage="Rotate left, right, flip" />],
  ['C', <FormattedMessage key="9" id="keys.cine" defaultMessage="Play" />],
  ['I', <FormattedMessage key="10" id="keys.overlay" defaultMessage="Text over the image" />],
  ['T', <FormattedMessage key="11" id="keys.tags" defaultMessage="Attributes" />],
  ['Esc', <FormattedMessage key="12" id="keys.reset" defaultMessage="Reset" />],
];

export function KeyboardHelp({ onClose }: { readonly onClose: () => void }) {
  const intl = useIntl();
  return (
    <Dialog
      title={intl.formatMessage({ id: 'keys.title', defaultMessage: 'Keyboard' })}
      size="large"
      onClose={onClose}
    >
      <div className={styles['keys']}>
        <KeyTable
          title={intl.formatMessage({ id: 'keys.window', defaultMessage: 'Everywhere' })}
          rows={windowKeys}
        />
        <KeyTable
          title={intl.formatMessage({ id: 'keys.viewer', defaultMessage: 'Images' })}
          rows={viewerKeys}
        />
      </div>
    </Dialog>
  );
}

interface KeyTableProps {
  readonly title: string;
  readonly rows: readonly Row[];
}

function KeyTable({ title, rows }: KeyTableProps) {
  return (
    <section>
      <h3>{title}</h3>
      <dl className={styles['keyList']}>
        {rows.map(([keys, what]) => (
          <div key={keys}>
            <dt>
              <kbd>{keys}</kbd>
            </dt>
            <dd>{what}</dd>
          </div>
        ))}
      </dl>
    </section>
  );
}
