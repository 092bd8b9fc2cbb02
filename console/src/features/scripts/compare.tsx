import { useQueries } from '@tanstack/react-query';
import { CodeCompare } from '../../shared/code/code-compare';
import { Section } from '../../shared/shell/page';
import { Select } from '../../shared/ui/select';
import { ErrorState, Loading } from '../../shared/ui/states';
import { versionQuery, type ScriptDetail } from './queries';
import { languageOfRuntime } from './words';

export interface CompareVersionsProps {
  readonly script: ScriptDetail;
  readonly from: number;
  readonly to: number;
  readonly onChange: (from: number, to: number) => void;
}

/** As many as are offered to choose from. */
const offered = 100;

/** Two versions of a script beside each other. */
export function CompareVersions({ script, from, to, onChange }: CompareVersionsProps) {
  const { name, currentVersion, runtime } = script;
  const [before, after] = useQueries({ queries: [versionQuery(name, from), versionQuery(name, to)] });
  const error = before.error ?? after.error;
  const choices = Array.from({ length: Math.min(currentVersion, offered) }, (_, index) => {
    const number = `${currentVersion - index}`;
    return { value: number, label: `Version ${number}` };
  });
  return (
    <Section
      title={`Version ${from} and version ${to}`}
      actions={
        <span className="flex flex-wrap gap-2">
          <Select label="Before" value={`${from}`} choices={choices} onChange={(one) => onChange(Number(one), to)} />
          <Select label="After" value={`${to}`} choices={choices} onChange={(one) => onChange(from, Number(one))} />
        </span>
      }
    >
      {error !== null ? (
        <ErrorState error={error} />
      ) : before.data === undefined || after.data === undefined ? (
        <Loading what="the versions" />
      ) : (
        <CodeCompare
          language={languageOfRuntime[runtime]}
          before={{ name: `Version ${from}`, text: before.data.content }}
          after={{ name: `Version ${to}`, text: after.data.content }}
        />
      )}
    </Section>
  );
}
