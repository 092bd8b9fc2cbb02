import type { ReactNode } from 'react';
import { Dialog as AriaDialog, Heading, Modal, ModalOverlay } from 'react-aria-components';
import { Button } from './button';
import { classes } from './classes';

export interface DialogProps {
  readonly title: ReactNode;
  readonly isOpen: boolean;
  readonly onClose: () => void;
  readonly children: ReactNode;
  /** Buttons at the foot; without them there is one that closes. */
  readonly actions?: ReactNode;
  readonly size?: 'small' | 'large';
  /** False keeps it open when somebody presses Escape or clicks beside it: for what must be answered. */
  readonly isDismissable?: boolean;
}

/** A modal dialog; focus moves in, stays, and goes back. */
export function Dialog({ title, isOpen, onClose, children, actions, size, isDismissable = true }: DialogProps) {
  return (
    <ModalOverlay
      isOpen={isOpen}
      onOpenChange={(open) => !open && onClose()}
      isDismissable={isDismissable}
      isKeyboardDismissDisabled={!isDismissable}
      className="fixed inset-0 z-40 flex items-start justify-center overflow-y-auto bg-black/45 p-3 sm:p-10"
    >
      <Modal className={classes('w-full', size === 'large' ? 'max-w-5xl' : 'max-w-lg')}>
        <AriaDialog className="flex flex-col gap-4 rounded-lg border border-line bg-raised p-5 text-ink shadow-xl outline-none">
          <Heading slot="title" className="text-lg font-semibold">
            {title}
          </Heading>
          {children}
          <div className="flex flex-wrap justify-end gap-2">{actions ?? <Button onPress={onClose}>Close</Button>}</div>
        </AriaDialog>
      </Modal>
    </ModalOverlay>
  );
}
