import { useQuery } from '@tanstack/react-query';
import { useNavigate, useParams } from '@tanstack/react-router';
import { useMay } from '../../shared/session/me';
import { Page, Section } from '../../shared/shell/page';
import { PathLink, targetOf } from '../../shared/shell/path-link';
import { CertText } from '../../shared/text/cert-text';
import { Button } from '../../shared/ui/button';
import { ErrorState, Loading } from '../../shared/ui/states';
import { DeleteButton } from './delete-button';
import { useInherited } from './inherited';
import { ObjectFacts } from './object-facts';
import type { AnyObject, ObjectKind } from './object-kind';
import { titleOf } from './object-list';
import { objectQuery } from './object-queries';
import { ObjectUsers } from './used-by';

/** One object: its values, what is inherited, what uses it. */
export function ObjectDetail({ kind }: { readonly kind: ObjectKind }) {
  const { uuid = '' } = useParams({ strict: false });
  const query = useQuery(objectQuery(kind, uuid));
  const inherited = useInherited(kind);
  if (query.isPending) {
    return (
      <Page title={titleOf(kind.noun)}>
        <Loading what={`the ${kind.noun}`} />
      </Page>
    );
  }
  if (query.isError) {
    return (
      <Page title={titleOf(kind.noun)}>
        <ErrorState error={query.error} onRetry={() => void query.refetch()} />
        <PathLink to={`/${kind.collection}`} className="underline">
          All {kind.nouns}
        </PathLink>
      </Page>
    );
  }
  const object = query.data;
  const name = kind.nameOf(object);
  return (
    <Page
      title={name}
      heading={
        <>
          {titleOf(kind.noun)} <CertText>{name}</CertText>
        </>
      }
      actions={<Actions kind={kind} object={object} />}
    >
      <Section title="Values">
        <ObjectFacts kind={kind} object={object} inherited={inherited} />
      </Section>
      {kind.more?.(object)}
      {kind.isUsed === true && (
        <Section title="In use by">
          <ObjectUsers kind={kind} uuid={uuid} />
        </Section>
      )}
    </Page>
  );
}

function Actions({ kind, object }: { readonly kind: ObjectKind; readonly object: AnyObject }) {
  const may = useMay();
  const navigate = useNavigate();
  const off = kind.fixedBecause?.(object) ?? (may(kind.write) ? undefined : `You need the permission ${kind.write}.`);
  return (
    <>
      {kind.actions?.(object)}
      <Button
        kind="primary"
        disabledReason={off}
        onPress={() => void navigate(targetOf(`/${kind.collection}/${object.uuid}/edit`))}
      >
        Change …
      </Button>
      <DeleteButton kind={kind} object={object} />
    </>
  );
}
