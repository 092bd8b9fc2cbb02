import { useEffect } from 'react';
import { SignInForm } from './sign-in-form';

export function SignInPage({ reason }: { readonly reason?: string | undefined }) {
  useEffect(() => {
    document.title = 'Sign in · Certloom';
  }, []);
  return (
    <main className="flex min-h-dvh items-center justify-center p-4">
      <div className="flex w-full max-w-sm flex-col gap-5 rounded-lg border border-line bg-surface p-6">
        <h1 className="text-xl font-semibold">Sign in to Certloom</h1>
        {reason !== undefined && <p className="text-sm text-muted">{reason}</p>}
        <SignInForm />
      </div>
    </main>
  );
}
