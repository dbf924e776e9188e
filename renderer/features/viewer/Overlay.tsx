import { useIntl } from 'react-intl';
import type { DicomJson } from '../../../app/dicom/dicom-json.types.ts';
import type { ViewportSnapshot } from '../../viewport/engine.ts';
import { edgeLetters } from '../../viewport/geometry.ts';
import { overlayCorners } from './overlay-corners.ts';
import { sliceFacts } from './overlay-text.ts';
import styles from './viewer.module.css';

interface OverlayProps {
  readonly metadata: DicomJson;
  readonly patientName: string;
  readonly snapshot: ViewportSnapshot;
}

/** Text over the image: who, what, which slice, how it is shown, and how it lies in the patient. */
export function Overlay({ metadata, patientName, snapshot }: OverlayProps) {
  const intl = useIntl();
  const facts = sliceFacts(metadata);
  const corners = overlayCorners(intl, { facts, patientName, snapshot });
  const letters = edgeLetters(
    facts.imageOrientationPatient,
    snapshot.quarterTurns,
    snapshot.isFlipped,
  );
  return (
    <div className={styles['overlay']} aria-hidden="true">
      <Corner place="topLeft" lines={corners.topLeft} />
      <Corner place="topRight" lines={corners.topRight} />
      <Corner place="bottomLeft" lines={corners.bottomLeft} />
      <Corner place="bottomRight" lines={corners.bottomRight} />
      {letters !== undefined && (
        <>
          <span className={styles['edgeTop']}>{letters.top}</span>
          <span className={styles['edgeRight']}>{letters.right}</span>
          <span className={styles['edgeBottom']}>{letters.bottom}</span>
          <span className={styles['edgeLeft']}>{letters.left}</span>
        </>
      )}
    </div>
  );
}

interface CornerProps {
  readonly place: 'topLeft' | 'topRight' | 'bottomLeft' | 'bottomRight';
  readonly lines: readonly string[];
}

function Corner({ place, lines }: CornerProps) {
  return (
    <div className={`${styles['corner'] ?? ''} ${styles[place] ?? ''}`}>
      {lines.map((line, index) => (
        <bdi key={index}>{line}</bdi>
      ))}
    </div>
  );
}
