import { useNames } from '../../shared/forms/known-names';
import { useFaults } from '../../shared/forms/faults';
import { NamesField } from '../../shared/forms/names-field';
import { SchemaForm } from '../../shared/forms/schema-form';
import { Section } from '../../shared/shell/page';
import type { ScriptDraft } from './draft';
import { ParametersField } from './parameters-field';

const shown = ['description', 'categories', 'limits', 'lock', 'repeatable', 'strict', 'windows', 'reuse'];
const ownMembers = [...shown, 'parameters', 'secrets', 'connections'];

/** Whether the form shows a fault at its field. */
export function isShownFault(pointer: string): boolean {
  return ownMembers.some((member) => pointer === `/${member}` || pointer.startsWith(`/${member}/`));
}

export interface ScriptSettingsProps {
  readonly draft: ScriptDraft;
  readonly set: (pointer: string, value: unknown) => void;
}

/** All of a script but its text. */
export function ScriptSettings({ draft, set }: ScriptSettingsProps) {
  const { runtime } = draft;
  const secrets = useNames('secrets');
  const connections = useNames('connections');
  const secretErrors = useFaults('/secrets', true);
  const connectionErrors = useFaults('/connections', true);
  const ofRuntime = shown.filter(
    (member) =>
      (runtime === 'pwsh' || (member !== 'strict' && member !== 'windows')) &&
      (runtime === 'pwsh' || runtime === 'node' || member !== 'reuse'),
  );
  return (
    <>
      <Section title="What it is given">
        <div className="flex max-w-3xl flex-col gap-4">
          <ParametersField value={draft.parameters} onChange={(next) => set('/parameters', next)} />
          <NamesField
            label="Secrets"
            noun="secret"
            description="By their names; whoever names one needs the right secrets:use."
            value={draft.secrets}
            known={secrets}
            errors={secretErrors}
            onChange={(next) => set('/secrets', next)}
          />
          <NamesField
            label="Connections"
            noun="connection"
            description="By their names: base address, headers that let it in, trusted authorities."
            value={draft.connections}
            known={connections}
            errors={connectionErrors}
            onChange={(next) => set('/connections', next)}
          />
        </div>
      </Section>
      <Section title="How it runs">
        <div className="max-w-3xl">
          <SchemaForm schema="NewScriptRequest" value={draft} onChange={set} only={ofRuntime} />
        </div>
      </Section>
    </>
  );
}
