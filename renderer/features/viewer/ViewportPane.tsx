import { useEffect, useMemo, type KeyboardEvent } from 'react';
import { FormattedMessage, useIntl } from 'react-intl';
import type { DicomWebClient } from '../../../app/dicomweb/client.ts';
import type { StackFrame } from '../../viewport/stack.ts';
import { commandForKey } from '../../viewport/tools/commands.ts';
import type { PointerTool } from '../../viewport/tools/pointer.ts';
import type { Viewport, ViewportSnapshot } from '../../viewport/engine.ts';
import { createFrameLoader } from './frame-loader.ts';
import { Overlay } from './Overlay.tsx';
import { useViewport, useViewportSnapshot } from './use-viewport.ts';
import styles from './viewer.module.css';

interface ViewportPaneProps {
  readonly dicomweb: DicomWebClient;
  readonly partitionName: string;
  readonly patientName: string;
  readonly stack: readonly StackFrame[];
  readonly startIndex: number;
  readonly tool: PointerTool;
  readonly isOverlayShown: boolean;
  /** Called when the viewport exists and again when it is gone. */
  readonly onViewport: (viewport: Viewport | undefined) => void;
}

/** The image itself, with its overlay, keyboard and state messages. */
export function ViewportPane(props: ViewportPaneProps) {
  const { dicomweb, partitionName, stack, startIndex, onViewport } = props;
  const loadFrame = useMemo(
    () => createFrameLoader(dicomweb, partitionName),
    [dicomweb, partitionName],
  );
  const { mount, viewport } = useViewport(loadFrame, props.tool);
  const snapshot = useViewportSnapshot(viewport);

  useEffect(() => {
    onViewport(viewport);
  }, [viewport, onViewport]);
  useEffect(() => {
    viewport?.setStack(stack, startIndex);
  }, [viewport, stack, startIndex]);

  const onKeyDown = (event: KeyboardEvent) => {
    const command = commandForKey(event);
    if (command === undefined || viewport === undefined) return;
    event.preventDefault();
    command.run(viewport);
  };

  return (
    <div className={styles['pane']}>
      <div
        ref={mount}
        className={styles['canvas']}
        role="img"
        tabIndex={0}
        aria-label={useImageLabel(snapshot)}
        data-state={snapshot?.state ?? 'empty'}
        data-testid="viewport"
        onKeyDown={onKeyDown}
      />
      {props.isOverlayShown && snapshot?.frame !== undefined && (
        <Overlay
          metadata={snapshot.frame.metadata}
          patientName={props.patientName}
          snapshot={snapshot}
        />
      )}
      <PaneMessage snapshot={snapshot} onRetry={() => viewport?.show(snapshot?.index ?? 0)} />
      <p className={styles['notDiagnostic']}>
        <FormattedMessage id="viewer.notDiagnostic" defaultMessage="Not for primary diagnosis" />
      </p>
    </div>
  );
}

interface PaneMessageProps {
  readonly snapshot: ViewportSnapshot | undefined;
  readonly onRetry: () => void;
}

function PaneMessage({ snapshot, onRetry }: PaneMessageProps) {
  if (snapshot?.state !== 'failed') return null;
  return (
    <div className={styles['paneMessage']} role="alert">
      <p>
        <FormattedMessage
          id="viewer.failed"
          defaultMessage="This image cannot be shown. It is stored complete and can be exported."
        />
      </p>
      <p className={styles['paneDetail']}>
        {snapshot.failure instanceof Error ? snapshot.failure.message : ''}
      </p>
      <button type="button" className={styles['retry']} onClick={onRetry}>
        <FormattedMessage id="viewer.retry" defaultMessage="Try again" />
      </button>
    </div>
  );
}

/** What the picture is, for people who hear it. */
function useImageLabel(snapshot: ViewportSnapshot | undefined): string {
  const intl = useIntl();
  if (snapshot === undefined || snapshot.count === 0) {
    return intl.formatMessage({ id: 'viewer.label.empty', defaultMessage: 'No image' });
  }
  return intl.formatMessage(
    {
      id: 'viewer.label.image',
      defaultMessage:
        'Image {index} of {count}{hasWindow, select, true {, window {width} level {center}} other {}}',
    },
    {
      index: snapshot.index + 1,
      count: snapshot.count,
      hasWindow: String(snapshot.window !== undefined),
      width: snapshot.window?.width ?? 0,
      center: snapshot.window?.center ?? 0,
    },
  );
}
