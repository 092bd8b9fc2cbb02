import { useQuery } from '@tanstack/react-query';
import { type ReactNode, useEffect } from 'react';
import { ApiError } from '../api/problem';
import { Dialog } from '../ui/dialog';
import { ErrorState, Loading } from '../ui/states';
import { meQuery } from './me';
import { useSession } from './session';
import { signedInByCookie } from './session';
import { SignInForm } from './sign-in-form';
import { SignInPage } from './sign-in-page';

/**
 * Shows the screens to those who are signed in, and the sign-in page to others. When a session ends while somebody works,
 * the form to sign in again lies above the screen, which stays as it is beneath.
 */
export function SessionGate({ children }: { readonly children: ReactNode }) {
  const session = useSession();
  const me = useQuery({ ...meQuery, enabled: session.state !== 'out' });
  const isKnown = me.data !== undefined;
  useEffect(() => {
    if (session.state === 'unknown' && isKnown) signedInByCookie();
  }, [session.state, isKnown]);
  useEffect(() => {
    // A page that comes back out of the browser's cache may be one of a session that has ended.
    const onShow = (event: PageTransitionEvent) => void (event.persisted && me.refetch());
    window.addEventListener('pageshow', onShow);
    return () => window.removeEventListener('pageshow', onShow);
  }, [me]);

  if (session.state === 'out' && !isKnown) return <SignInPage reason={session.reason} />;
  if (!isKnown) {
    if (me.error instanceof ApiError && me.error.isSignedOut) return <SignInPage />;
    if (me.error !== null) return <ErrorState error={me.error} onRetry={() => void me.refetch()} />;
    return <Loading what="the console" />;
  }
  return (
    <>
      {children}
      <Dialog
        title="Your session has ended"
        isOpen={session.state === 'out'}
        onClose={() => undefined}
        isDismissable={false}
        actions={<span />}
      >
        <p className="text-sm text-muted">Sign in again to go on. What you typed on this page is kept.</p>
        <SignInForm />
      </Dialog>
    </>
  );
}
