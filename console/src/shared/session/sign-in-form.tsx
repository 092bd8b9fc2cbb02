import { useQuery, useQueryClient } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { ApiError, sentenceOf } from '../api/problem';
import { Button, buttonClass } from '../ui/button';
import { TextField } from '../ui/field';
import { meQuery } from './me';
import { session, signedInByKey } from './session';
import { signInByKey, signInByPassword, signInWaysQuery, startAddress } from './sign-in';

/** The ways in that the server offers: providers, user name and password, an API key. */
export function SignInForm() {
  const ways = useQuery(signInWaysQuery);
  const [isByKey, setByKey] = useState(false);
  if (ways.isPending) return <p role="status">Loading …</p>;
  const { providers = [], password = false } = ways.data ?? {};
  return (
    <div className="flex flex-col gap-4">
      {providers.map(({ name, displayName }) => (
        <a key={name} href={startAddress(name)} className={buttonClass('primary', 'hover:no-underline')}>
          Continue with {displayName}
        </a>
      ))}
      {password && <PasswordForm />}
      {isByKey || (providers.length === 0 && !password) ? (
        <KeyForm />
      ) : (
        <Button kind="quiet" onPress={() => setByKey(true)}>
          Use an API key
        </Button>
      )}
    </div>
  );
}

function PasswordForm() {
  const [username, setUsername] = useState('');
  const [password, setPassword] = useState('');
  const { error, isBusy, submit } = useAttempt(() => signInByPassword(username, password));
  return (
    <form onSubmit={submit} className="flex flex-col gap-3">
      <TextField
        label="User name"
        value={username}
        onChange={setUsername}
        autoComplete="username"
        name="username"
        autoFocus
      />
      <TextField
        label="Password"
        type="password"
        value={password}
        onChange={setPassword}
        autoComplete="current-password"
        name="password"
      />
      <Refusal error={error} />
      <Button type="submit" kind="primary" disabledReason={isBusy ? 'The server is being asked.' : undefined}>
        {isBusy ? 'Signing in …' : 'Sign in'}
      </Button>
    </form>
  );
}

function KeyForm() {
  const [key, setKey] = useState('');
  const { error, isBusy, submit } = useAttempt(() => signInByKey(key.trim()));
  return (
    <form onSubmit={submit} className="flex flex-col gap-3">
      <TextField
        label="API key"
        type="password"
        value={key}
        onChange={setKey}
        autoComplete="off"
        name="key"
        isMono
        autoFocus
        description="It is not stored in this browser."
      />
      <Refusal error={error} />
      <Button type="submit" kind="primary" disabledReason={isBusy ? 'The server is being asked.' : undefined}>
        {isBusy ? 'Signing in …' : 'Sign in'}
      </Button>
    </form>
  );
}

function Refusal({ error }: { readonly error: unknown }) {
  if (error === undefined) return null;
  const wait = error instanceof ApiError ? error.retryAfter : undefined;
  return (
    <p role="alert" className="rounded-md border border-danger/40 bg-danger-tint p-2 text-sm text-danger">
      {sentenceOf(error)}
      {wait !== undefined && ` Try again in ${wait} seconds.`}
    </p>
  );
}

/** One try after another: busy while the server is asked, then signed in or told why not. */
function useAttempt(attempt: () => Promise<{ readonly key?: string }>) {
  const client = useQueryClient();
  const [error, setError] = useState<unknown>();
  const [isBusy, setBusy] = useState(false);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (isBusy) return;
    setBusy(true);
    setError(undefined);
    attempt()
      .then(async ({ key }) => {
        if (key === undefined) session.set({ state: 'in' });
        else signedInByKey(key);
        await client.invalidateQueries({ queryKey: meQuery.queryKey });
        await client.invalidateQueries();
      })
      .catch(setError)
      .finally(() => setBusy(false));
  };
  return { error, isBusy, submit };
}
