import { useRef, useState, type DragEvent, type ReactNode } from 'react';
import { FormattedMessage } from 'react-intl';
import { Icon } from '../../shared/ui/Icon.tsx';
import { PartitionBadge } from '../../shared/ui/PartitionBadge.tsx';
import styles from './shell.module.css';

interface DropTargetProps {
  readonly partitionName: string | undefined;
  readonly onDrop: (files: readonly File[]) => void;
  readonly children: ReactNode;
}

/** The whole window takes a disc, a folder or files; buttons and keys do the same. */
export function DropTarget({ partitionName, onDrop, children }: DropTargetProps) {
  const depth = useRef(0);
  const [isOver, setIsOver] = useState(false);
  const hasFiles = (event: DragEvent) => event.dataTransfer.types.includes('Files');
  const move = (event: DragEvent, change: number) => {
    if (!hasFiles(event)) return;
    event.preventDefault();
    depth.current = Math.max(0, depth.current + change);
    setIsOver(depth.current > 0);
  };
  return (
    <div
      className={styles['drop']}
      onDragEnter={(event) => move(event, 1)}
      onDragLeave={(event) => move(event, -1)}
      onDragOver={(event) => {
        if (!hasFiles(event)) return;
        event.preventDefault();
        event.dataTransfer.dropEffect = 'copy';
      }}
      onDrop={(event) => {
        event.preventDefault();
        depth.current = 0;
        setIsOver(false);
        const files = [...event.dataTransfer.files];
        if (files.length > 0) onDrop(files);
      }}
    >
      {children}
      {isOver && (
        <div className={styles['dropOver']}>
          <div className={styles['dropBox']}>
            <Icon name="import" size={40} />
            {partitionName === undefined ? (
              <p>
                <FormattedMessage
                  id="drop.any"
                  defaultMessage="Drop to import. You are asked for the partition next."
                />
              </p>
            ) : (
              <p>
                <FormattedMessage id="drop.into" defaultMessage="Drop to import into" />
                <PartitionBadge name={partitionName} />
                <strong>{partitionName}</strong>
              </p>
            )}
          </div>
        </div>
      )}
    </div>
  );
}
