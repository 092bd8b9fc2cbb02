import { CertText } from '../../shared/text/cert-text';

/** What people should know, and that is no fault. */
export function Warnings({
  warnings,
}: {
  readonly warnings: readonly { readonly code: string; readonly detail: string }[];
}) {
  if (warnings.length === 0) return null;
  return (
    <div role="status" className="rounded-md border border-warn/40 bg-warn-tint p-3 text-sm text-warn">
      <ul className="list-disc pl-5">
        {warnings.map(({ code, detail }, index) => (
          <li key={index}>
            <span className="font-mono text-xs">{code}</span> <CertText>{detail}</CertText>
          </li>
        ))}
      </ul>
    </div>
  );
}
