import type { IntlShape } from 'react-intl';
import { problems, type ProblemCode } from '../../../app/problems.ts';

/** The sentence for a failure, in the person's language where there is one; the table's English otherwise. */
export function problemText(intl: IntlShape, code: ProblemCode): string {
  return intl.formatMessage({ id: `problem.${code}`, defaultMessage: problems[code].message });
}
