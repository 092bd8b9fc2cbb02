import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect, useRef, useState } from 'react';
import { sentenceOf } from '../../../shared/api/problem';
import { newKey } from '../../../shared/api/new-key';
import { doEach } from '../../../shared/list/do-each';
import type { ListQuery } from '../../../shared/list/list-types';
import { patiently } from '../../../shared/list/patience';
import { PathLink } from '../../../shared/shell/path-link';
import { CertText } from '../../../shared/text/cert-text';
import { Button } from '../../../shared/ui/button';
import { Dialog } from '../../../shared/ui/dialog';
import { TextField } from '../../../shared/ui/field';
import { Select } from '../../../shared/ui/select';
import { Loading, Progress } from '../../../shared/ui/states';
import { nameOf } from '../columns';
import type { CertificateRow, LoadCertificates } from '../queries';
import { revocationReasons, type RevocationReason } from '../revocation';
import { typedFor } from './changes';
import { byReason, certificatesOf, leftOut, renew, revoke, type OperationAct } from './operations';

export interface OperationsDialogProps {
  readonly act: OperationAct;
  /** The chosen ones; undefined: all that the list has. */
  readonly rows: readonly CertificateRow[] | undefined;
  readonly asked: ListQuery;
  readonly load: LoadCertificates;
  /** What finds them: `filter`. */
  readonly finder: string;
  readonly onClose: () => void;
}

const n = (count: number) => count.toLocaleString('en');
const noun = (count: number) => (count === 1 ? 'certificate' : 'certificates');
const verbs = { renew: 'Renew', revoke: 'Revoke' } as const;

/** Asks to renew or revoke many certificates: what it touches, how far it is, and what was refused and why. */
export function OperationsDialog({ act, rows, asked, load, finder, onClose }: OperationsDialogProps) {
  const client = useQueryClient();
  const found = useQuery({
    queryKey: ['certificates', 'of-filter', asked],
    enabled: rows === undefined,
    gcTime: 0,
    staleTime: Infinity,
    queryFn: ({ signal }) => certificatesOf(load, asked, signal),
  });
  const all = rows ?? found.data?.rows ?? [];
  const usable = all.filter((row) => leftOut(row) === undefined);
  const [reason, setReason] = useState<RevocationReason>('unspecified');
  const [comment, setComment] = useState('');
  const [typed, setTyped] = useState('');
  const [tried, setTried] = useState(0);
  const [wanted, setWanted] = useState<readonly CertificateRow[]>([]);
  const stop = useRef(new AbortController());
  // One key for each certificate, so that what is tried again is never asked for twice.
  const keys = useRef(new Map<string, string>());
  useEffect(() => () => stop.current.abort(), []);
  const run = useMutation({
    async mutationFn(some: readonly CertificateRow[]) {
      stop.current = new AbortController();
      const { signal } = stop.current;
      setWanted(some);
      setTried(0);
      const one = async (row: CertificateRow) => {
        const key = keys.current.get(row.uuid) ?? newKey();
        keys.current.set(row.uuid, key);
        const wish = { reason, comment: comment.trim() === '' ? null : comment.trim() };
        await patiently(() => (act === 'renew' ? renew(row, key) : revoke(row, wish, key)), signal);
      };
      return doEach(some, one, setTried, signal);
    },
    onSettled: () => client.invalidateQueries({ queryKey: ['list', 'certificates'] }),
  });
  const needed = act === 'revoke' || usable.length >= 100 ? typedFor(usable.length, true) : undefined;
  const result = run.data;
  const refused = result?.refused ?? [];
  const isAsking = run.isIdle;
  const close = () => {
    stop.current.abort();
    onClose();
  };
  return (
    <Dialog
      title={`${verbs[act]} certificates`}
      size="large"
      isOpen
      onClose={close}
      isDismissable={false}
      actions={
        <>
          {run.isPending && <Button onPress={() => stop.current.abort()}>Stop</Button>}
          {refused.length > 0 && !run.isPending && (
            <Button
              onPress={() => {
                // What was refused for good is asked for anew, not answered from memory.
                for (const { row } of refused) keys.current.delete(row.uuid);
                run.mutate(refused.map(({ row }) => row));
              }}
            >
              Try the {n(refused.length)} again
            </Button>
          )}
          <Button onPress={close}>{isAsking ? 'Cancel' : 'Close'}</Button>
          {isAsking && (
            <Button
              kind={act === 'revoke' ? 'danger' : 'primary'}
              disabledReason={
                rows === undefined && found.isPending
                  ? 'The certificates are being looked for.'
                  : usable.length === 0
                    ? 'None of them can be asked for.'
                    : needed !== undefined && typed.trim() !== needed
                      ? `Type ${needed} first.`
                      : undefined
              }
              onPress={() => run.mutate(usable)}
            >
              {verbs[act]} {n(usable.length)} {noun(usable.length)}
            </Button>
          )}
        </>
      }
    >
      {isAsking && rows === undefined && found.isPending && <Loading what="the certificates" />}
      {found.isError && (
        <p role="alert" className="text-sm text-danger">
          {sentenceOf(found.error)}
        </p>
      )}
      {isAsking && (rows !== undefined || found.isSuccess) && (
        <div className="flex flex-col gap-3 text-sm">
          <p>
            {act === 'renew'
              ? 'Each is asked for anew with the key that it has, by its RA profile; where approval is needed, it waits for that.'
              : 'Their authorities revoke them. What still uses them stops being trusted; except for a hold it cannot be taken back.'}{' '}
            {all.length > usable.length && (
              <strong>
                {n(all.length - usable.length)} of {n(all.length)} are left out, as only an issued certificate can be
                asked for.
              </strong>
            )}{' '}
            {found.data?.isCut === true && (
              <strong>
                The {finder} finds more; these are the first {n(all.length)}. Do it again for the others.
              </strong>
            )}
          </p>
          <Names rows={usable} />
          {act === 'revoke' && (
            <>
              <Select label="Reason" value={reason} choices={revocationReasons} onChange={setReason} />
              <TextField label="Comment" value={comment} onChange={setComment} />
            </>
          )}
          {needed !== undefined && usable.length > 0 && (
            <TextField
              label={`Type “${needed}” to go on`}
              value={typed}
              onChange={setTyped}
              autoComplete="off"
              className="max-w-64"
            />
          )}
        </div>
      )}
      {!isAsking && (
        <div className="flex flex-col gap-3 text-sm" aria-live="polite">
          <Progress label={run.isPending ? 'Asked for' : 'Done'} value={tried} max={wanted.length} />
          {run.isPending && <p className="text-muted">Keep this window open until it is done.</p>}
          {result !== undefined && (
            <p>
              {n(result.done)} of {n(wanted.length)} {act === 'renew' ? 'renewals' : 'revocations'} are asked for.{' '}
              <PathLink to={`/operations?action=${act}`} className="underline">
                See how they stand
              </PathLink>
            </p>
          )}
          {byReason(refused).map(({ why, rows: of }) => (
            <details key={why} className="rounded-md border border-danger/40 bg-danger-tint p-2">
              <summary className="cursor-pointer text-danger">
                {n(of.length)} {noun(of.length)}: {why}
              </summary>
              <Names rows={of} />
            </details>
          ))}
        </div>
      )}
    </Dialog>
  );
}

function Names({ rows }: { readonly rows: readonly CertificateRow[] }) {
  const shown = rows.slice(0, 8);
  return (
    <ul className="list-disc pl-5">
      {shown.map((row) => (
        <li key={row.uuid}>
          <CertText>{nameOf(row)}</CertText>
        </li>
      ))}
      {rows.length > shown.length && <li>and {n(rows.length - shown.length)} others</li>}
    </ul>
  );
}
