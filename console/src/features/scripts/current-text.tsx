import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { CodeEditor } from '../../shared/code/code-editor';
import { ErrorState, Loading } from '../../shared/ui/states';
import { Findings } from './findings';
import { versionQuery, type ScriptDetail } from './queries';
import { marksOf } from './use-lint';
import { languageOfRuntime } from './words';

/** The text of the current version, with what the linter found when it was saved. */
export function CurrentText({ script: { name, currentVersion, runtime } }: { readonly script: ScriptDetail }) {
  const query = useQuery(versionQuery(name, currentVersion));
  const [line, setLine] = useState<{ readonly line: number }>();
  if (query.isPending) return <Loading what="the text" />;
  if (query.isError) return <ErrorState error={query.error} onRetry={() => void query.refetch()} />;
  const { content, lint, lintedBy } = query.data;
  return (
    <div className="flex flex-col gap-3">
      <CodeEditor
        name={`Text of version ${currentVersion}`}
        language={languageOfRuntime[runtime]}
        value={content}
        marks={marksOf(lint)}
        isReadOnly
        goTo={line}
        height="min(60vh, 36rem)"
      />
      <Findings findings={lint} lintedBy={lintedBy} onLine={(at) => setLine({ line: at })} />
    </div>
  );
}
