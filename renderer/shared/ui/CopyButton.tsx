import { useEffect, useState, type ReactNode } from 'react';
import { FormattedMessage } from 'react-intl';
import { Button } from './Button.tsx';

interface CopyButtonProps {
  readonly text: () => string;
  readonly children: ReactNode;
}

const shownMs = 2500;

/** Puts text on the clipboard and says for a moment whether that went well. */
export function CopyButton({ text, children }: CopyButtonProps) {
  const [outcome, setOutcome] = useState<'copied' | 'failed'>();
  useEffect(() => {
    if (outcome === undefined) return undefined;
    const timer = setTimeout(() => setOutcome(undefined), shownMs);
    return () => clearTimeout(timer);
  }, [outcome]);
  const copy = () =>
    void navigator.clipboard.writeText(text()).then(
      () => setOutcome('copied'),
      () => setOutcome('failed'),
    );
  return (
    <Button icon={outcome === 'copied' ? 'check' : 'copy'} onClick={copy}>
      <span aria-live="polite">
        {outcome === undefined && children}
        {outcome === 'copied' && <FormattedMessage id="copy.done" defaultMessage="Copied" />}
        {outcome === 'failed' && (
          <FormattedMessage id="copy.failed" defaultMessage="Could not be copied" />
        )}
      </span>
    </Button>
  );
}
