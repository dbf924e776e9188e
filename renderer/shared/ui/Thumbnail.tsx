import { useState } from 'react';
import styles from './thumbnail.module.css';

interface ThumbnailProps {
  readonly url: string;
  /** Shown in place of a picture that cannot be made: the series still counts. */
  readonly modality: string;
}

export function Thumbnail({ url, modality }: ThumbnailProps) {
  const [state, setState] = useState<'loading' | 'shown' | 'none'>('loading');
  return (
    <span className={styles['frame']} data-state={state}>
      {state === 'none' ? (
        <span className={styles['none']}>{modality || '?'}</span>
      ) : (
        <img
          src={url}
          alt=""
          loading="lazy"
          decoding="async"
          draggable={false}
          onLoad={() => setState('shown')}
          onError={() => setState('none')}
        />
      )}
    </span>
  );
}
