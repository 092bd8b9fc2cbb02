import { useQuery } from '@tanstack/react-query';
import { useNavigate, useParams, useSearch } from '@tanstack/react-router';
import { useMay } from '../../shared/session/me';
import { Page, Section } from '../../shared/shell/page';
import { CertText } from '../../shared/text/cert-text';
import { ErrorState, Loading } from '../../shared/ui/states';
import { Tabs } from '../../shared/ui/tabs';
import { CertificateActions } from './actions';
import { Chain } from './chain';
import { nameOf } from './columns';
import {
  deliveriesQuery,
  expiryQuery,
  firingsQuery,
  historyQuery,
  operationsQuery,
  relationsQuery,
  validationQuery,
} from './detail-queries';
import { CertificateFacts } from './facts';
import { History } from './history';
import { Loaded } from './loaded';
import { Coming, Deliveries, Expiry, Firings } from './notices';
import { OperationsOf } from './operations-of';
import { Places } from './places-tab';
import { certificateQuery } from './queries';
import { Relations } from './relations';
import { WhatIfTab } from './what-if-tab';

/** One certificate: what it says, whether its chain holds, what it replaces, what was done and told. */
export function CertificateDetail() {
  const { uuid = '' } = useParams({ strict: false });
  const { tab = 'facts' }: Readonly<Record<string, string | undefined>> = useSearch({ strict: false });
  const navigate = useNavigate();
  const may = useMay();
  const query = useQuery(certificateQuery(uuid));
  if (query.isPending) return <Loading what="the certificate" />;
  if (query.isError) {
    return (
      <Page title="Certificate">
        <ErrorState error={query.error} onRetry={() => void query.refetch()} />
      </Page>
    );
  }
  const certificate = query.data;
  const name = nameOf(certificate);
  const tabs = [
    { id: 'facts', label: 'Facts', content: <CertificateFacts certificate={certificate} /> },
    {
      id: 'chain',
      label: 'Chain',
      content: (
        <Loaded query={validationQuery(uuid)} what="the chain">
          {(validation) => <Chain validation={validation} />}
        </Loaded>
      ),
    },
    {
      id: 'relations',
      label: 'Replacements',
      content: (
        <Loaded query={relationsQuery(uuid)} what="what it replaces">
          {(relations) => <Relations relations={relations} name={name} />}
        </Loaded>
      ),
    },
    { id: 'places', label: 'Places', content: <Places certificate={certificate} /> },
    ...(may('expiring:read')
      ? [
          {
            id: 'expiry',
            label: 'Expiry',
            content: (
              <Loaded query={expiryQuery(uuid)} what="its expiry">
                {(expiry) => <Expiry expiry={expiry} />}
              </Loaded>
            ),
          },
        ]
      : []),
    {
      id: 'history',
      label: 'History',
      content: (
        <Loaded query={historyQuery(uuid)} what="its history">
          {({ items }) => <History entries={items} />}
        </Loaded>
      ),
    },
    ...(may('event-history:read')
      ? [
          {
            id: 'firings',
            label: 'Events',
            content: (
              <Loaded query={firingsQuery(uuid)} what="its events">
                {({ items }) => <Firings items={items} />}
              </Loaded>
            ),
          },
        ]
      : []),
    ...(may('deliveries:read')
      ? [
          {
            id: 'notices',
            label: 'Notices',
            content: (
              <div className="flex flex-col gap-4">
                {may('expiring:read') && (
                  <section className="flex flex-col gap-1">
                    <h3 className="text-sm font-semibold">Coming, of its end</h3>
                    <Loaded query={expiryQuery(uuid)} what="what is coming">
                      {({ streams }) => <Coming streams={streams} />}
                    </Loaded>
                  </section>
                )}
                <section className="flex flex-col gap-1">
                  <h3 className="text-sm font-semibold">Sent</h3>
                  <Loaded query={deliveriesQuery(uuid)} what="its notices">
                    {({ items }) => <Deliveries items={items} />}
                  </Loaded>
                </section>
              </div>
            ),
          },
        ]
      : []),
    ...(may('triggers:read')
      ? [{ id: 'what-if', label: 'What if', content: <WhatIfTab certificate={certificate} /> }]
      : []),
    {
      id: 'operations',
      label: 'Operations',
      content: (
        <Loaded query={operationsQuery(uuid)} what="its operations">
          {({ items }) => <OperationsOf items={items} />}
        </Loaded>
      ),
    },
  ];
  return (
    <Page title={name} heading={<CertText>{name}</CertText>} actions={<CertificateActions certificate={certificate} />}>
      <Section title="About this certificate">
        <Tabs
          name="About this certificate"
          tabs={tabs}
          selected={tabs.some(({ id }) => id === tab) ? tab : 'facts'}
          onSelect={(next) =>
            void navigate({ to: '/certificates/$uuid', params: { uuid }, search: { tab: next }, replace: true })
          }
        />
      </Section>
    </Page>
  );
}
