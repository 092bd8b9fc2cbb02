import { useBlocker } from '@tanstack/react-router';
import { Button } from '../ui/button';
import { Dialog } from '../ui/dialog';

/** Asks before a screen with unsaved changes is left, within the console and by closing the window. */
export function UnsavedGuard({ isDirty }: { readonly isDirty: boolean }) {
  const blocker = useBlocker({
    // A change of the address on the same screen, for example of a tab, loses nothing.
    shouldBlockFn: ({ current, next }) => isDirty && current.pathname !== next.pathname,
    enableBeforeUnload: () => isDirty,
    withResolver: true,
  });
  if (blocker.status !== 'blocked') return null;
  return (
    <Dialog
      title="Leave without saving?"
      isOpen
      onClose={blocker.reset}
      actions={
        <>
          <Button onPress={blocker.reset}>Stay</Button>
          <Button kind="danger" onPress={blocker.proceed}>
            Leave without saving
          </Button>
        </>
      }
    >
      <p className="text-sm">What you have changed here is not saved.</p>
    </Dialog>
  );
}
