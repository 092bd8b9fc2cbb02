import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { api, dataOf } from '../../shared/api/client';
import { sentenceOf } from '../../shared/api/problem';
import { CertText } from '../../shared/text/cert-text';
import { Button } from '../../shared/ui/button';
import { Dialog } from '../../shared/ui/dialog';
import { TextField } from '../../shared/ui/field';
import { Badge } from '../../shared/ui/states';
import { faultText, verdictText } from './chain-words';

/** Verifies the chain of hashes and says in words whether the log holds. */
export function VerifyChain() {
  const [isOpen, setOpen] = useState(false);
  const [anchor, setAnchor] = useState('');
  const verify = useMutation({
    mutationFn: () => {
      const noted = anchor.trim();
      return dataOf(api.GET('/api/v1/audit-log/verify', { params: { query: noted === '' ? {} : { anchor: noted } } }));
    },
  });
  const result = verify.data;
  return (
    <>
      <Button
        kind="primary"
        onPress={() => {
          setOpen(true);
          verify.mutate();
        }}
      >
        Verify the chain
      </Button>
      <Dialog
        title="Is the audit log whole?"
        size="large"
        isOpen={isOpen}
        onClose={() => setOpen(false)}
        actions={
          <>
            <Button
              disabledReason={verify.isPending ? 'It is being verified.' : undefined}
              onPress={() => verify.mutate()}
            >
              Verify again
            </Button>
            <Button kind="primary" onPress={() => setOpen(false)}>
              Close
            </Button>
          </>
        }
      >
        <div aria-live="polite" className="flex flex-col gap-3 text-sm" data-testid="verdict">
          {verify.isPending && <p className="text-muted">Each row is looked at …</p>}
          {verify.isError && (
            <p role="alert" className="text-danger">
              {sentenceOf(verify.error)}
            </p>
          )}
          {result !== undefined && !verify.isPending && (
            <>
              <p className="flex flex-wrap items-baseline gap-2">
                <Badge tone={result.ok ? 'good' : 'bad'}>{result.ok ? 'whole' : 'broken'}</Badge>
                <span className="min-w-0">{verdictText(result)}</span>
              </p>
              {result.faults.length > 0 && (
                <ul className="list-disc pl-5">
                  {result.faults.map(({ seq, code, detail }) => (
                    <li key={`${seq} ${code}`}>
                      Row {seq}: {faultText(code)}. <CertText>{detail}</CertText>
                    </li>
                  ))}
                </ul>
              )}
            </>
          )}
        </div>
        <TextField
          label="A row that you have noted outside"
          value={anchor}
          onChange={setAnchor}
          isMono
          description="Its number, a colon and its hash, from the log of the process, the event log or syslog: proves that the whole log was not written anew."
        />
      </Dialog>
    </>
  );
}
