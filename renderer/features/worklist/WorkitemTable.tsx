import { FormattedMessage, useIntl } from 'react-intl';
import type { ProcedureStepState } from '../../../app/worklist/states.ts';
import { formatDicomDate, formatDicomTime } from '../../shared/format/dates.ts';
import { Button } from '../../shared/ui/Button.tsx';
import { Icon, type IconName } from '../../shared/ui/Icon.tsx';
import type { WorkitemRow } from './workitem-rows.ts';
import styles from './worklist.module.css';

interface WorkitemTableProps {
  readonly rows: readonly WorkitemRow[];
  readonly onImport: (row: WorkitemRow) => void;
  readonly onCancel: (row: WorkitemRow) => void;
}

export function WorkitemTable({ rows, onImport, onCancel }: WorkitemTableProps) {
  return (
    // The table scrolls, so it can be reached by key.
    <div className={styles['scroll']} tabIndex={0} role="group" aria-labelledby="worklist-table">
      <table className={styles['table']}>
        <caption id="worklist-table" className="visually-hidden">
          <FormattedMessage id="worklist.table" defaultMessage="Scheduled steps" />
        </caption>
        <thead>
          <tr>
            <th scope="col">
              <FormattedMessage id="worklist.column.state" defaultMessage="State" />
            </th>
            <th scope="col">
              <FormattedMessage id="worklist.column.when" defaultMessage="Scheduled" />
            </th>
            <th scope="col">
              <FormattedMessage id="worklist.column.step" defaultMessage="Step" />
            </th>
            <th scope="col">
              <FormattedMessage id="worklist.column.patient" defaultMessage="Patient" />
            </th>
            <th scope="col">
              <span className="visually-hidden">
                <FormattedMessage id="worklist.column.actions" defaultMessage="Actions" />
              </span>
            </th>
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <Row key={row.workitemUID} row={row} onImport={onImport} onCancel={onCancel} />
          ))}
        </tbody>
      </table>
    </div>
  );
}

const stateIcons: Readonly<Record<ProcedureStepState, IconName>> = {
  SCHEDULED: 'clock',
  'IN PROGRESS': 'play',
  COMPLETED: 'check',
  CANCELED: 'close',
};

interface RowProps extends Omit<WorkitemTableProps, 'rows'> {
  readonly row: WorkitemRow;
}

function Row({ row, onImport, onCancel }: RowProps) {
  const intl = useIntl();
  const isScheduled = row.state === 'SCHEDULED';
  return (
    <tr>
      <td>
        <span className={styles['state']} data-state={row.state}>
          <Icon name={stateIcons[row.state]} size={16} />
          <StateName state={row.state} />
        </span>
      </td>
      <td className={styles['when']}>
        {formatDicomDate(intl, row.startDateTime.slice(0, 8))}
        <span className={styles['second']}>{formatDicomTime(row.startDateTime.slice(8))}</span>
      </td>
      <td>
        <bdi>{row.label}</bdi>
        <bdi className={styles['second']}>{row.outcome}</bdi>
      </td>
      <td>
        <bdi>{row.patientName}</bdi>
        <bdi className={styles['second']}>
          {[row.patientID, formatDicomDate(intl, row.patientBirthDate)].filter(Boolean).join(' · ')}
        </bdi>
      </td>
      <td>
        <div className={styles['actions']}>
          {isScheduled && row.kind !== 'reconcile' && (
            <Button size="small" icon="import" onClick={() => onImport(row)}>
              <FormattedMessage id="worklist.import" defaultMessage="Import medium…" />
            </Button>
          )}
          {isScheduled && (
            <Button size="small" look="quiet" onClick={() => onCancel(row)}>
              <FormattedMessage id="worklist.cancel" defaultMessage="Cancel step…" />
            </Button>
          )}
        </div>
      </td>
    </tr>
  );
}

function StateName({ state }: { readonly state: ProcedureStepState }) {
  const names: Record<ProcedureStepState, React.ReactNode> = {
    SCHEDULED: <FormattedMessage id="worklist.state.scheduled" defaultMessage="Scheduled" />,
    'IN PROGRESS': <FormattedMessage id="worklist.state.progress" defaultMessage="In progress" />,
    COMPLETED: <FormattedMessage id="worklist.state.completed" defaultMessage="Completed" />,
    CANCELED: <FormattedMessage id="worklist.state.cancelled" defaultMessage="Cancelled" />,
  };
  return names[state];
}
