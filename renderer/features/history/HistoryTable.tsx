import { FormattedDate, FormattedMessage } from 'react-intl';
import { formatPersonName, parsePersonName } from '../../../app/dicom/values/person-name.ts';
import type { ImportSummary } from '../../../app/model/receipt.ts';
import { receiptNumberText } from '../../../app/model/receipt.ts';
import { cx } from '../../shared/ui/cx.ts';
import { Icon } from '../../shared/ui/Icon.tsx';
import { PartitionBadge } from '../../shared/ui/PartitionBadge.tsx';
import styles from './history.module.css';

interface HistoryTableProps {
  readonly imports: readonly ImportSummary[];
  readonly onOpen: (receipt: number) => void;
}

/** Newest first; the receipt's number opens it. */
export function HistoryTable({ imports, onOpen }: HistoryTableProps) {
  return (
    <table className={styles['table']}>
      <thead>
        <tr>
          <th scope="col">
            <FormattedMessage id="history.col.receipt" defaultMessage="Receipt" />
          </th>
          <th scope="col">
            <FormattedMessage id="history.col.when" defaultMessage="When" />
          </th>
          <th scope="col">
            <FormattedMessage id="history.col.patients" defaultMessage="Patients" />
          </th>
          <th scope="col">
            <FormattedMessage id="history.col.medium" defaultMessage="Medium" />
          </th>
          <th scope="col">
            <FormattedMessage id="history.col.partition" defaultMessage="Into" />
          </th>
          <th scope="col">
            <FormattedMessage id="history.col.result" defaultMessage="Result" />
          </th>
        </tr>
      </thead>
      <tbody>
        {imports.map((one) => (
          <tr key={one.number} onClick={() => onOpen(one.number)}>
            <td>
              <button type="button" className={styles['number']}>
                {receiptNumberText(one.number)}
              </button>
            </td>
            <td className={styles['when']}>
              <FormattedDate value={one.endedAt} dateStyle="medium" timeStyle="short" />
            </td>
            <td>
              <Patients patients={one.patients} />
            </td>
            <td className={styles['medium']}>
              <bdi>{one.medium.label}</bdi>
            </td>
            <td>
              <span className={styles['partition']}>
                <PartitionBadge name={one.partitionName} />
                {one.partitionName}
              </span>
            </td>
            <td>
              <Result summary={one} />
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

/** Names beyond these only make a line long. */
const namesShown = 2;

function Patients({ patients }: Pick<ImportSummary, 'patients'>) {
  if (patients.length === 0) {
    return (
      <span className={styles['soft']}>
        <FormattedMessage id="history.noPatient" defaultMessage="no images" />
      </span>
    );
  }
  return (
    <>
      {patients.slice(0, namesShown).map(({ patientName = '', patientID }, place) => (
        <span key={place} className={styles['patient']}>
          <bdi className={styles['name']}>{formatPersonName(parsePersonName(patientName))}</bdi>
          {patientID !== undefined && <bdi className={styles['soft']}>{patientID}</bdi>}
        </span>
      ))}
      {patients.length > namesShown && (
        <span className={styles['soft']}>
          <FormattedMessage
            id="history.morePatients"
            defaultMessage="and {count, plural, one {# more} other {# more}}"
            values={{ count: patients.length - namesShown }}
          />
        </span>
      )}
    </>
  );
}

/** Green only where nothing is left to say. */
function Result({ summary }: { readonly summary: ImportSummary }) {
  const { isWhole, gaps, stored, alreadyHere, notTaken, state } = summary;
  const isGood = isWhole && gaps === 0;
  return (
    <span className={cx(styles['result'], isGood ? styles['good'] : styles['warn'])}>
      <Icon name={isGood ? 'check' : 'warning'} size={16} />
      <span>
        <FormattedMessage
          id="history.result"
          defaultMessage="{stored, plural, =0 {nothing new} one {# new} other {# new}}{here, plural, =0 {} other {, # here already}}{out, plural, =0 {} other {, # not taken in}}{gaps, plural, =0 {} other {, # seem missing}}"
          values={{ stored, here: alreadyHere, out: notTaken, gaps }}
        />
        {!isWhole && (
          <span className={styles['state']}>
            <FormattedMessage
              id="history.state"
              defaultMessage="{state, select, cancelled {cancelled} failed {stopped} other {incomplete}}"
              values={{ state }}
            />
          </span>
        )}
      </span>
    </span>
  );
}
