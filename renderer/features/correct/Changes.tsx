import { FormattedMessage, useIntl } from 'react-intl';
import { attributeLabel } from '../../shared/format/attribute-label.ts';
import type { FieldChange } from './fields.ts';
import styles from './correct.module.css';

/** What would change, before it does: the old value, the new one, and nothing else. */
export function Changes({ changes }: { readonly changes: readonly FieldChange[] }) {
  const intl = useIntl();
  if (changes.length === 0) {
    return (
      <p className={styles['unchanged']}>
        <FormattedMessage
          id="correct.unchanged"
          defaultMessage="Nothing is changed yet. Edit a field to see here what would be different."
        />
      </p>
    );
  }
  return (
    <table className={styles['changes']}>
      <caption>
        <FormattedMessage
          id="correct.changes"
          defaultMessage="{count, plural, one {# change} other {# changes}} to every image of the study"
          values={{ count: changes.length }}
        />
      </caption>
      <thead>
        <tr>
          <th scope="col">
            <FormattedMessage id="correct.attribute" defaultMessage="Attribute" />
          </th>
          <th scope="col">
            <FormattedMessage id="correct.before" defaultMessage="Before" />
          </th>
          <th scope="col">
            <FormattedMessage id="correct.after" defaultMessage="After" />
          </th>
        </tr>
      </thead>
      <tbody>
        {changes.map(({ tag, before, after }) => (
          <tr key={tag}>
            <th scope="row">{attributeLabel(intl, tag)}</th>
            <td>
              <Value text={before} />
            </td>
            <td>
              <Value text={after} />
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function Value({ text }: { readonly text: string }) {
  if (text !== '') return <bdi>{text}</bdi>;
  return (
    <em>
      <FormattedMessage id="correct.empty" defaultMessage="empty" />
    </em>
  );
}
