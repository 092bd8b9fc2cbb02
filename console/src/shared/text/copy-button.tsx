import { useState } from 'react';
import { Button, type ButtonKind } from '../ui/button';
import { tellError } from '../ui/toasts';
import { copyText } from './copy';

export interface CopyButtonProps {
  readonly text: string;
  /** What is copied, for the name of the button: `serial number`. */
  readonly what: string;
  readonly label?: string;
  readonly kind?: ButtonKind;
}

/** Copies a text and says for a moment that it did. */
export function CopyButton({ text, what, label = 'Copy', kind = 'quiet' }: CopyButtonProps) {
  const [isCopied, setCopied] = useState(false);
  const copy = async () => {
    if (!(await copyText(text)))
      return tellError(new Error('The browser did not allow copying. Select the text and copy it.'));
    setCopied(true);
    setTimeout(() => setCopied(false), 1500);
  };
  return (
    <Button kind={kind} aria-label={isCopied ? `Copied ${what}` : `${label} ${what}`} onPress={() => void copy()}>
      {isCopied ? '✓ Copied' : label}
    </Button>
  );
}
