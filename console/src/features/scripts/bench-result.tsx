import { CertText } from '../../shared/text/cert-text';
import { valueText } from '../../shared/forms/typed-values';
import type { ScriptTest } from './queries';

/** What a script would be given, and what is missing. */
export function BenchResult({ test }: { readonly test: ScriptTest }) {
  const { parameters, missing, unresolved, secrets, version } = test;
  const names = Object.keys(parameters);
  return (
    <section aria-label="What it would get" className="flex flex-col gap-2 rounded-md border border-line p-3 text-sm">
      <p role="status">
        Version {version} would get {names.length === 0 ? 'no parameters' : 'these parameters'}
        {secrets.length > 0 && `, and the secrets ${secrets.join(', ')}`}.
      </p>
      {names.length > 0 && (
        <dl className="grid grid-cols-[auto_1fr] gap-x-3 gap-y-1">
          {names.map((name) => (
            <div key={name} className="contents">
              <dt className="text-muted">
                <CertText>{name}</CertText>
              </dt>
              <dd className="min-w-0 font-mono text-xs">
                <CertText>{valueText(parameters[name])}</CertText>
              </dd>
            </div>
          ))}
        </dl>
      )}
      {missing.length > 0 && <p className="text-danger">Needed and not given: {missing.join(', ')}.</p>}
      {unresolved.length > 0 && (
        <p className="text-warn">
          The context has nothing for <CertText>{unresolved.map((token) => `$(${token})`).join(', ')}</CertText>; their
          text is empty, and a real run is refused.
        </p>
      )}
    </section>
  );
}
