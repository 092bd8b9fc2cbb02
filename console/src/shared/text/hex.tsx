import { classes } from '../ui/classes';
import { Menu } from '../ui/menu';
import { tell, tellError } from '../ui/toasts';
import { copyText } from './copy';
import { hexForms } from './hex-forms';

export interface HexProps {
  readonly value: string;
  /** `serial number`, `SHA-256 fingerprint`: for names of buttons. */
  readonly what: string;
  readonly isCut?: boolean;
}

/** A fingerprint or serial number, with a menu that copies it in the form that another tool wants. */
export function Hex({ value, what, isCut }: HexProps) {
  const copy = async (text: string) => {
    if (await copyText(text)) tell(`Copied ${what}.`);
    else tellError(new Error('The browser did not allow copying. Select the text and copy it.'));
  };
  return (
    <span className="inline-flex max-w-full items-center gap-1">
      <code
        className={classes('min-w-0 font-mono text-[0.92em]', isCut === true ? 'truncate' : 'break-all')}
        title={value}
      >
        {value}
      </code>
      <Menu
        kind="quiet"
        label="Copy"
        name={`Copy ${what}`}
        entries={hexForms(value).map(({ name, text }) => ({
          id: name,
          label: `${name}: ${text}`,
          onAction: () => void copy(text),
        }))}
      />
    </span>
  );
}
