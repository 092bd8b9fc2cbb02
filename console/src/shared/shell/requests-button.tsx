import { useState } from 'react';
import { curlOf, requestLog } from '../api/request-log';
import { useStore } from '../store';
import { CopyButton } from '../text/copy-button';
import { Button } from '../ui/button';
import { Dialog } from '../ui/dialog';

/** Shows what the screen has asked the API for, as command lines. */
export function RequestsButton() {
  const [isOpen, setOpen] = useState(false);
  const requests = useStore(requestLog);
  return (
    <>
      <Button kind="quiet" hint="The requests behind this screen, to copy" onPress={() => setOpen(true)}>
        Copy as curl
      </Button>
      <Dialog title="Requests behind this screen" size="large" isOpen={isOpen} onClose={() => setOpen(false)}>
        <p className="text-sm text-muted">
          With an API key in <code className="font-mono">CERTLOOM_KEY</code> each of them gives the same answer in a
          terminal. The <a href="/docs/">API’s description</a> has all of it.
        </p>
        {requests.length === 0 && <p className="text-sm">This screen has asked for nothing yet.</p>}
        <ul className="flex max-h-[55vh] flex-col gap-3 overflow-y-auto" tabIndex={0} aria-label="Requests">
          {[...requests].reverse().map((request) => (
            <li
              key={`${request.method} ${request.url} ${request.body ?? ''}`}
              className="rounded-md border border-line p-2"
            >
              <div className="flex items-center justify-between gap-2 text-sm">
                <span className="min-w-0 font-mono text-xs break-all">
                  {request.method} {new URL(request.url).pathname} → {request.status ?? '…'}
                </span>
                <CopyButton
                  text={curlOf(request)}
                  what={`${request.method} ${new URL(request.url).pathname} as curl`}
                  kind="plain"
                />
              </div>
              <pre className="mt-2 overflow-x-auto rounded bg-sunken p-2 font-mono text-xs" tabIndex={0}>
                {curlOf(request)}
              </pre>
            </li>
          ))}
        </ul>
      </Dialog>
    </>
  );
}
