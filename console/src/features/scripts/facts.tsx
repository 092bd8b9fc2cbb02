import { UsedBy } from '../../shared/shell/used-by';
import { PathLink } from '../../shared/shell/path-link';
import { CertText } from '../../shared/text/cert-text';
import { Time } from '../../shared/text/time';
import { Fact, Facts } from '../../shared/ui/facts';
import { LastRun } from './last-run';
import type { ScriptDetail } from './queries';

/** What a script is given, how it runs, how its last runs ended, and what uses it. */
export function ScriptFacts({ script }: { readonly script: ScriptDetail }) {
  const { parameters, secrets, connections, limits, lock, repeatable, lastRuns, usedBy } = script;
  const settings = [
    script.strict && 'strict',
    script.windows && 'with a drive C: and names of Windows',
    script.reuse && 'in a warm process',
    repeatable && 'started again when its worker is lost',
  ].filter((one) => one !== false);
  return (
    <Facts>
      <Fact name="Last run by hand">
        <LastRun run={lastRuns.api} />
      </Fact>
      <Fact name="Last run by itself">
        <LastRun run={lastRuns.service} />
      </Fact>
      <Fact name="Used by">
        <UsedBy users={usedBy} none="Nothing uses it." />
      </Fact>
      <Fact name="For">{script.categories.join(', ')}</Fact>
      <Fact name="Parameters">
        {parameters.length === 0 ? (
          <span className="text-muted">none</span>
        ) : (
          <CertText>
            {parameters.map(({ name, required }) => (required ? `${name} (needed)` : name)).join(', ')}
          </CertText>
        )}
      </Fact>
      <Fact name="Secrets">
        <Names names={secrets} screen="/secrets" />
      </Fact>
      <Fact name="Connections">
        <CertText>{connections.join(', ')}</CertText>
      </Fact>
      <Fact name="Limits">
        {limits.timeoutSeconds?.toLocaleString('en')} s, {limits.memoryMiB?.toLocaleString('en')} MiB
      </Fact>
      <Fact name="Lock">
        <CertText>{lock}</CertText>
      </Fact>
      <Fact name="Runs">{settings.length === 0 ? 'with the usual settings' : settings.join(', ')}</Fact>
      <Fact name="Changed">
        <Time at={script.changedAt} form="both" />
      </Fact>
      <Fact name="Made">
        <Time at={script.createdAt} form="both" />
      </Fact>
    </Facts>
  );
}

function Names({ names, screen }: { readonly names: readonly string[]; readonly screen: string }) {
  if (names.length === 0) return <span className="text-muted">none</span>;
  return names.map((name, index) => (
    <span key={name}>
      {index > 0 && ', '}
      <PathLink to={`${screen}/${name}`} className="underline">
        {name}
      </PathLink>
    </span>
  ));
}
