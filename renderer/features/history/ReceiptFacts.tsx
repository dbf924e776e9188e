import type { ReactNode } from 'react';
import { FormattedDate, FormattedMessage } from 'react-intl';
import { lackingImages } from '../../../app/model/media-audit.ts';
import { isWholeImport, type ImportRecord, type Receipt } from '../../../app/model/receipt.ts';
import { mediumText } from '../../../app/receipt/receipt-words.ts';
import { Outcome } from '../../shared/ui/Outcome.tsx';
import styles from './history.module.css';

/** How it ended, where it came from, and what ties the receipt to the others. */
export function ReceiptFacts({ receipt }: { readonly receipt: Receipt }) {
  const { record, hash, previousHash } = receipt;
  const { medium, partitionName, endedAt, counts } = record;
  return (
    <>
      <Verdict record={record} />
      <dl className={styles['facts']}>
        <Fact name={<FormattedMessage id="receipt.into" defaultMessage="Into" />}>
          {partitionName}
        </Fact>
        <Fact name={<FormattedMessage id="receipt.medium" defaultMessage="Medium" />}>
          <bdi>{mediumText(medium)}</bdi>
        </Fact>
        <Fact name={<FormattedMessage id="receipt.when" defaultMessage="When" />}>
          <FormattedDate value={endedAt} dateStyle="long" timeStyle="medium" />
        </Fact>
        <Fact name={<FormattedMessage id="receipt.files" defaultMessage="Files" />}>
          <FormattedMessage
            id="receipt.counts"
            defaultMessage="{scanned, number} on the medium: {stored, number} imported{here, plural, =0 {} other {, # here already}}{conflict, plural, =0 {} other {, # in conflict}}{refused, plural, =0 {} other {, # refused}}{unreadable, plural, =0 {} other {, # unreadable}}{declined, plural, =0 {} other {, # declined}}{other, plural, =0 {} other {, # not DICOM}}"
            values={{
              scanned: counts.scanned ?? 0,
              stored: counts.stored ?? 0,
              here: counts.alreadyHere ?? 0,
              conflict: counts.conflict ?? 0,
              refused: counts.refused ?? 0,
              unreadable: counts.unreadable ?? 0,
              declined: counts.declined ?? 0,
              other: counts.notDicom ?? 0,
            }}
          />
        </Fact>
        <Fact name={<FormattedMessage id="receipt.hash" defaultMessage="SHA-256" />}>
          <span className={styles['hash']}>{hash}</span>
        </Fact>
        <Fact name={<FormattedMessage id="receipt.before" defaultMessage="Receipt before" />}>
          {previousHash === '' ? (
            <FormattedMessage id="receipt.first" defaultMessage="none, this is the first" />
          ) : (
            <span className={styles['hash']}>{previousHash}</span>
          )}
        </Fact>
      </dl>
    </>
  );
}

function Fact({ name, children }: { readonly name: ReactNode; readonly children: ReactNode }) {
  return (
    <>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </>
  );
}

function gapsOf({ patients }: ImportRecord): number {
  const series = patients.flatMap(({ studies }) => studies.flatMap((study) => study.series));
  return series.flatMap(({ gaps }) => gaps).reduce((sum, { missing }) => sum + missing, 0);
}

/** Every file came in, and the medium's own index knows of more. */
function incompleteAs({ state, counts, audits = [] }: ImportRecord): string {
  const { conflict = 0, refused = 0, unreadable = 0 } = counts;
  const isAllIn = conflict + refused + unreadable === 0;
  return state === 'incomplete' && isAllIn && lackingImages(audits) > 0 ? 'lacking' : state;
}

function Verdict({ record }: { readonly record: ImportRecord }) {
  const { verification, isBalanced } = record;
  const gaps = gapsOf(record);
  const isWhole = isWholeImport(record);
  const { damaged = 0, missing = 0, unreadable = 0, checked = 0 } = verification ?? {};
  return (
    <Outcome severity={isWhole && gaps === 0 ? 'good' : 'warn'}>
      <p>
        <FormattedMessage
          id="receipt.verdict"
          defaultMessage="{state, select, whole {Every DICOM file of the medium is in.} cancelled {Incomplete: the import was cancelled.} failed {Incomplete: the import stopped.} unbalanced {Incomplete: the numbers do not add up.} lacking {Incomplete: the medium lacks images that its index names.} other {Incomplete: not every DICOM file could be taken in.}}"
          values={{ state: isWhole ? 'whole' : isBalanced ? incompleteAs(record) : 'unbalanced' }}
        />
      </p>
      <p>
        <FormattedMessage
          id="receipt.proof"
          defaultMessage="{all, plural, =0 {Nothing new was stored.} other {{equal, number} of {all, number} stored files were read again and found equal to the medium.}}{gaps, plural, =0 {} one { # image seems to be missing on the medium itself.} other { # images seem to be missing on the medium itself.}}"
          values={{
            equal: checked - damaged - missing - unreadable,
            all: verification?.instances ?? 0,
            gaps,
          }}
        />
      </p>
    </Outcome>
  );
}
