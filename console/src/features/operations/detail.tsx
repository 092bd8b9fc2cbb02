import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useParams } from '@tanstack/react-router';
import { useState } from 'react';
import { useMay, type Permission } from '../../shared/session/me';
import { Page, Section } from '../../shared/shell/page';
import { CertText } from '../../shared/text/cert-text';
import { Button } from '../../shared/ui/button';
import { ConfirmDanger } from '../../shared/ui/confirm-danger';
import { ErrorState, Loading } from '../../shared/ui/states';
import { tell, tellError } from '../../shared/ui/toasts';
import { DownloadMenu } from '../certificates/download';
import { OperationFacts } from './facts';
import { cancelOperation, operationQuery, type Operation } from './queries';
import { Steps } from './steps';
import { askedOf, isFinal, nameOfOperation, whyNoCancel } from './words';

/** One operation: how it stands, what exactly is asked, who has to approve, and what came of it. */
export function OperationDetail() {
  const { uuid = '' } = useParams({ strict: false });
  const query = useQuery(operationQuery(uuid));
  if (query.isPending) return <Loading what="the operation" />;
  if (query.isError) {
    return (
      <Page title="Operation">
        <ErrorState error={query.error} onRetry={() => void query.refetch()} />
      </Page>
    );
  }
  const operation = query.data;
  const { issuedCertificate, issuedCertificateName } = operation;
  const name = nameOfOperation(operation);
  return (
    <Page
      title={`${askedOf(operation)}: ${name}`}
      heading={
        <>
          {askedOf(operation)}: <CertText>{name}</CertText>
        </>
      }
      actions={
        <>
          {issuedCertificate !== null && (
            <DownloadMenu uuid={issuedCertificate} name={issuedCertificateName ?? name} label="Download the result" />
          )}
          <Cancel operation={operation} />
        </>
      }
    >
      <Section title="How it stands">
        <Steps operation={operation} />
      </Section>
      <Section title="About it">
        <OperationFacts operation={operation} />
      </Section>
    </Page>
  );
}

/** Who may ask for it may call it off. */
const needed: Readonly<Record<Operation['action'], Permission>> = {
  issue: 'certificates:issue',
  renew: 'certificates:renew',
  rekey: 'certificates:renew',
  revoke: 'certificates:revoke',
};

function Cancel({ operation }: { readonly operation: Operation }) {
  const may = useMay();
  const client = useQueryClient();
  const [isAsked, setAsked] = useState(false);
  const act = useMutation({
    mutationFn: () => cancelOperation(operation.uuid),
    onError: tellError,
    onSuccess: () => tell('It is being called off.'),
    async onSettled() {
      setAsked(false);
      await client.invalidateQueries({ queryKey: ['operation', operation.uuid] });
    },
  });
  if (isFinal(operation) || !may(needed[operation.action])) return null;
  return (
    <>
      <Button onPress={() => setAsked(true)} disabledReason={whyNoCancel(operation)}>
        Call off …
      </Button>
      <ConfirmDanger
        isOpen={isAsked}
        onClose={() => setAsked(false)}
        action="Call it off"
        isBusy={act.isPending}
        onConfirm={() => act.mutate()}
      >
        <p>Nothing more is asked of the authority. What it has issued already stays issued.</p>
      </ConfirmDanger>
    </>
  );
}
