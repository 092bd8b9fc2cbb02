import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useParams } from '@tanstack/react-router';
import { useState } from 'react';
import { useMay } from '../../shared/session/me';
import { ObjectPage } from '../../shared/shell/object-page';
import { Section } from '../../shared/shell/page';
import { UsedBy } from '../../shared/shell/used-by';
import { CertText } from '../../shared/text/cert-text';
import { Hex } from '../../shared/text/hex';
import { Time } from '../../shared/text/time';
import { Button } from '../../shared/ui/button';
import { DeleteNamed } from '../../shared/ui/delete-named';
import { Fact, Facts } from '../../shared/ui/facts';
import { Badge } from '../../shared/ui/states';
import { tell, tellError } from '../../shared/ui/toasts';
import { valueText } from '../../shared/forms/typed-values';
import { deleteHandler, enableHandler, handlerQuery, type Handler } from './queries';
import { RegisterDialog } from './register-dialog';

/** A handler: what it takes, for which alerts it is, and of a module of your own which file it is. */
export function HandlerScreen() {
  const { name = '' } = useParams({ strict: false });
  return (
    <ObjectPage
      noun="Handler"
      list="/handlers"
      query={useQuery(handlerQuery(name))}
      nameOf={(handler) => handler.title}
      actions={(handler) => (handler.builtIn ? null : <Actions handler={handler} />)}
    >
      {(handler) => (
        <>
          <Section title="About this handler">
            <HandlerFacts handler={handler} />
          </Section>
          {!handler.builtIn && (
            <Section title="Parameters">
              <Parameters parameters={handler.parameters} />
            </Section>
          )}
        </>
      )}
    </ObjectPage>
  );
}

function Actions({ handler }: { readonly handler: Handler }) {
  const { name, enabled, module, usedBy } = handler;
  const mayWrite = useMay()('handlers:write');
  const client = useQueryClient();
  const [isOpen, setOpen] = useState(false);
  const toggle = useMutation({
    mutationFn: () => enableHandler(handler, !enabled),
    onError: tellError,
    async onSuccess() {
      tell(enabled ? 'It is off: what has it fails until it is on again.' : 'It is on.');
      await client.invalidateQueries({ queryKey: ['handler', name] });
    },
  });
  const reason = mayWrite ? undefined : 'You need the right handlers:write.';
  return (
    <>
      <Button disabledReason={reason} onPress={() => setOpen(true)}>
        Register anew …
      </Button>
      <Button
        disabledReason={reason ?? (toggle.isPending ? 'It is being done.' : undefined)}
        onPress={() => toggle.mutate()}
      >
        {enabled ? 'Turn it off' : 'Turn it on'}
      </Button>
      <DeleteNamed
        noun="handler"
        name={name}
        needs="handlers:write"
        users={usedBy.length}
        list="handlers"
        remove={() => deleteHandler(handler)}
      >
        <p>Its registration goes; the module stays in its folder.</p>
      </DeleteNamed>
      {isOpen && <RegisterDialog module={module ?? ''} onClose={() => setOpen(false)} />}
    </>
  );
}

function HandlerFacts({ handler }: { readonly handler: Handler }) {
  const { name, builtIn, enabled, version, supports, module, sha256, registeredAt, usedBy } = handler;
  return (
    <Facts>
      <Fact name="Name">
        <CertText isMono>{name}</CertText>
      </Fact>
      <Fact name="State">
        {builtIn ? <Badge>built in</Badge> : enabled ? <Badge tone="good">on</Badge> : <Badge>off</Badge>}
      </Fact>
      <Fact name="For alerts on">{supports.join(', ').replaceAll('_', ' ')}</Fact>
      <Fact name="Version">
        <CertText>{version}</CertText>
      </Fact>
      {!builtIn && (
        <>
          <Fact name="Module">
            <CertText isMono>{module}</CertText>
          </Fact>
          <Fact name="Registered">
            <Time at={registeredAt} form="both" />
          </Fact>
          {sha256 !== null && (
            <Fact name="SHA-256">
              <Hex value={sha256} what="SHA-256" />
            </Fact>
          )}
        </>
      )}
      <Fact name="Used by">
        <UsedBy users={usedBy} none="Nothing uses it." />
      </Fact>
    </Facts>
  );
}

function Parameters({ parameters }: Pick<Handler, 'parameters'>) {
  if (parameters.length === 0) return <p className="text-sm text-muted">It takes none.</p>;
  return (
    <ul className="flex flex-col gap-2 text-sm">
      {parameters.map(({ name, type, required, description, default: first }) => (
        <li key={name}>
          <CertText isMono>{name}</CertText> <Badge>{type}</Badge> {required && <Badge tone="warn">needed</Badge>}{' '}
          {first !== undefined && (
            <span className="text-muted">
              default <CertText>{valueText(first)}</CertText>
            </span>
          )}
          {description !== '' && (
            <span className="block text-muted">
              <CertText>{description}</CertText>
            </span>
          )}
        </li>
      ))}
    </ul>
  );
}
