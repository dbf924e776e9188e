import { useQuery } from '@tanstack/react-query';
import { useId, useState } from 'react';
import { FormattedMessage, useIntl } from 'react-intl';
import { valueText } from '../../../app/dicom/correction.ts';
import type { DicomJsonElement } from '../../../app/dicom/dicom-json.types.ts';
import type { StudyPath } from '../../../app/dicomweb/resource.ts';
import { useDicomWeb } from '../../data/dicomweb.tsx';
import { studyVersionsQuery } from '../../data/queries.ts';
import { attributeLabel } from '../../shared/format/attribute-label.ts';
import { Button } from '../../shared/ui/Button.tsx';
import { Icon } from '../../shared/ui/Icon.tsx';
import styles from './corrected.module.css';

/** Says that a study is not as it came, and shows what it was. Nothing for one that is. */
export function CorrectedNote({ path }: { readonly path: StudyPath }) {
  const intl = useIntl();
  const dicomweb = useDicomWeb();
  const { data: versions } = useQuery(studyVersionsQuery(dicomweb, path));
  const [isOpen, setOpen] = useState(false);
  const tableId = useId();
  if (versions === undefined || versions.updated === 0) return null;
  return (
    <div className={styles['note']}>
      <p className={styles['head']}>
        <Icon name="info" size={16} />
        <span>
          <FormattedMessage
            id="browse.corrected"
            defaultMessage="Corrected {when}{part, select, all {} other {, {updated, number} of {instances, number} images}}"
            values={{
              when:
                versions.updatedAt === undefined
                  ? ''
                  : intl.formatDate(versions.updatedAt, {
                      dateStyle: 'medium',
                      timeStyle: 'short',
                    }),
              part: versions.updated === versions.instances ? 'all' : 'some',
              updated: versions.updated,
              instances: versions.instances,
            }}
          />
        </span>
        <Button
          look="quiet"
          size="small"
          aria-expanded={isOpen}
          aria-controls={tableId}
          onClick={() => setOpen(!isOpen)}
        >
          {isOpen ? (
            <FormattedMessage id="browse.corrected.hide" defaultMessage="Hide original" />
          ) : (
            <FormattedMessage id="browse.corrected.show" defaultMessage="Show original" />
          )}
        </Button>
      </p>
      {isOpen && (
        <table id={tableId} className={styles['values']}>
          <thead>
            <tr>
              <td />
              <th scope="col">
                <FormattedMessage id="browse.corrected.original" defaultMessage="As it came" />
              </th>
              <th scope="col">
                <FormattedMessage id="browse.corrected.now" defaultMessage="Now" />
              </th>
            </tr>
          </thead>
          <tbody>
            {versions.changed.map(({ tag, original, latest }) => (
              <tr key={tag}>
                <th scope="row">{attributeLabel(intl, tag)}</th>
                <td>{shown(original)}</td>
                <td>{shown(latest)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </div>
  );
}

function shown(element: DicomJsonElement | undefined) {
  const text = element === undefined ? '' : valueText(element);
  return text === '' ? '–' : <bdi>{text}</bdi>;
}
