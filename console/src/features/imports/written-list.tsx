import { CertText } from '../../shared/text/cert-text';
import { Badge } from '../../shared/ui/states';
import { outcomeText, toneOf, type Written } from './report-words';

interface WrittenListProps {
  readonly objects: readonly Written[];
  readonly isDryRun: boolean;
}

/** Objects of the configuration with what changes in each, before and after. */
export function WrittenList({ objects, isDryRun }: WrittenListProps) {
  return (
    <ul className="flex flex-col gap-2" aria-label="Objects of the configuration">
      {objects.map(({ kind, name, result, changes, faults, line }, index) => (
        <li key={index} className="rounded-md border border-line bg-surface p-3 text-sm">
          <p className="flex flex-wrap items-baseline gap-2">
            <Badge tone={toneOf(result)}>{outcomeText(result, isDryRun)}</Badge>
            <span className="font-medium">
              {kind} <CertText>{name}</CertText>
            </span>
            {line !== null && <span className="text-xs text-muted">line {line}</span>}
          </p>
          {faults.map(({ pointer, detail }) => (
            <p key={pointer + detail} className="mt-1 text-danger">
              <code className="font-mono text-xs">{pointer}</code> <CertText>{detail}</CertText>
            </p>
          ))}
          {changes.length > 0 && (
            <table className="mt-2 w-full table-fixed text-xs">
              <thead className="text-left text-muted">
                <tr>
                  <th scope="col">Member</th>
                  <th scope="col">Before</th>
                  <th scope="col">After</th>
                </tr>
              </thead>
              <tbody>
                {changes.map(({ path, before, after }) => (
                  <tr key={path} className="border-t border-line align-top">
                    <td className="py-1 pr-2 font-mono break-all">{path}</td>
                    <td className="py-1 pr-2 text-danger">
                      <Value value={before} />
                    </td>
                    <td className="py-1 text-good">
                      <Value value={after} />
                    </td>
                  </tr>
                ))}
              </tbody>
            </table>
          )}
        </li>
      ))}
    </ul>
  );
}

function Value({ value }: { readonly value: unknown }) {
  if (value === undefined || value === null) return <span className="text-muted">nothing</span>;
  return <CertText isMono>{typeof value === 'string' ? value : JSON.stringify(value)}</CertText>;
}
