import type { Schema } from '../../shared/api/types';
import { isSame } from '../../shared/forms/merge';
import { CertText } from '../../shared/text/cert-text';
import { Hex } from '../../shared/text/hex';
import { Time } from '../../shared/text/time';
import { Dialog } from '../../shared/ui/dialog';
import { Fact, Facts } from '../../shared/ui/facts';

type Row = Schema<'AuditRow'>;

/** One row of the audit log with all that it holds; what changed as before and after. */
export function AuditRowDialog({ row, onClose }: { readonly row: Row; readonly onClose: () => void }) {
  const { id, timestamp, actor, source, resource, operation, operationResult, message, requestId } = row;
  const changes = changesIn(row.additionalData);
  return (
    <Dialog title={`Row ${id}: ${operation}`} size="large" isOpen onClose={onClose}>
      <Facts>
        <Fact name="When">
          <Time at={timestamp} form="both" />
        </Fact>
        <Fact name="Who">
          <CertText>{actor.name}</CertText> ({actor.type}, {actor.authMethod})
        </Fact>
        <Fact name="Result">
          {row.phase}
          {operationResult === null ? '' : `: ${operationResult}`}
        </Fact>
        <Fact name="Message">
          <CertText>{message}</CertText>
        </Fact>
        <Fact name="Objects">
          <CertText>
            {resource.objects.map(({ name, uuid }) => name ?? uuid ?? '').join(', ') || resource.type}
          </CertText>
        </Fact>
        <Fact name="Request">
          <CertText isMono>{requestId}</CertText>
        </Fact>
        {source !== null && (
          <>
            <Fact name="Call">
              <CertText isMono>{`${source.method} ${source.path}`}</CertText>
            </Fact>
            <Fact name="From">
              <CertText>{source.ipAddress}</CertText>
            </Fact>
            <Fact name="Program">
              <CertText>{source.userAgent}</CertText>
            </Fact>
          </>
        )}
        <Fact name="Hash">
          <Hex value={row.hash} what="hash" isCut />
        </Fact>
        <Fact name="Hash of the row before">
          <Hex value={row.prevHash} what="hash of the row before" isCut />
        </Fact>
      </Facts>
      {changes !== undefined && (
        <table className="w-full table-fixed text-sm">
          <caption className="pb-1 text-left text-sm font-semibold">What changed</caption>
          <thead className="text-left text-xs text-muted">
            <tr>
              <th scope="col">Member</th>
              <th scope="col">Before</th>
              <th scope="col">After</th>
            </tr>
          </thead>
          <tbody>
            {changes.map(({ member, before, after }) => (
              <tr key={member} className="border-t border-line align-top">
                <td className="py-1 pr-2 font-mono text-xs break-all">{member}</td>
                <td className="py-1 pr-2 text-danger">
                  <CertText isMono>{textOf(before)}</CertText>
                </td>
                <td className="py-1 text-good">
                  <CertText isMono>{textOf(after)}</CertText>
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
      <Data title="What was asked" value={row.operationData} />
      {changes === undefined && <Data title="What is recorded beside it" value={row.additionalData} />}
    </Dialog>
  );
}

function Data({ title, value }: { readonly title: string; readonly value: unknown }) {
  if (value === null || value === undefined) return null;
  return (
    <section aria-label={title}>
      <h3 className="mb-1 text-sm font-semibold">{title}</h3>
      <pre className="max-h-64 overflow-auto rounded bg-sunken p-2 font-mono text-xs whitespace-pre-wrap" tabIndex={0}>
        <CertText>{JSON.stringify(value, null, 2)}</CertText>
      </pre>
    </section>
  );
}

interface Change {
  readonly member: string;
  readonly before: unknown;
  readonly after: unknown;
}

/** Members that differ between `before` and `after`; undefined where a row has no such two. */
export function changesIn(data: unknown): readonly Change[] | undefined {
  if (typeof data !== 'object' || data === null || !('before' in data) || !('after' in data)) return undefined;
  const [before, after] = [membersOf(data.before), membersOf(data.after)];
  return [...new Set([...Object.keys(before), ...Object.keys(after)])]
    .filter((member) => !isSame(before[member], after[member]))
    .map((member) => ({ member, before: before[member], after: after[member] }));
}

function membersOf(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null ? (value as Readonly<Record<string, unknown>>) : {};
}

function textOf(value: unknown): string | null {
  if (value === undefined || value === null) return null;
  return typeof value === 'string' ? value : JSON.stringify(value);
}
