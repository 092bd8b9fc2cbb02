import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { api, dataOf } from '../../shared/api/client';
import { useMe } from '../../shared/session/me';
import { Page, Section } from '../../shared/shell/page';
import { CopyButton } from '../../shared/text/copy-button';
import { CertText } from '../../shared/text/cert-text';
import { Fact, Facts } from '../../shared/ui/facts';
import { TextField } from '../../shared/ui/field';
import { ErrorState, Loading } from '../../shared/ui/states';

/** Versions, and the licences of what Certloom runs with. */
export function About() {
  const { installation } = useMe();
  const query = useQuery({
    queryKey: ['about'],
    staleTime: Infinity,
    queryFn: ({ signal }) => dataOf(api.GET('/api/v1/about', { signal })),
  });
  const [text, setText] = useState('');
  const wanted = text.trim().toLowerCase();
  const packages = (query.data?.packages ?? []).filter(({ name, licence }) =>
    `${name} ${licence ?? ''}`.toLowerCase().includes(wanted),
  );
  return (
    <Page title="About">
      <Section title="Certloom">
        <Facts>
          <Fact name="Version">
            {installation.version} <CopyButton text={installation.version} what="version" />
          </Fact>
          <Fact name="Address">
            <CertText>{installation.publicUrl}</CertText>
          </Fact>
          <Fact name="Licence">Apache-2.0</Fact>
          <Fact name="Zone of cron texts and days">{installation.timeZone}</Fact>
          <Fact name="Node.js">{query.data?.node ?? '–'}</Fact>
          <Fact name="Platform">{query.data?.platform ?? '–'}</Fact>
          <Fact name="API">
            <a href="/docs/">Its description</a>
          </Fact>
        </Facts>
      </Section>
      <Section title="Software of others">
        {query.isPending ? (
          <Loading what="the packages" />
        ) : query.isError ? (
          <ErrorState error={query.error} onRetry={() => void query.refetch()} />
        ) : (
          <div className="flex flex-col gap-3">
            <TextField
              label="Search by name or licence"
              type="search"
              value={text}
              onChange={setText}
              className="w-64"
            />
            <p className="text-sm text-muted" aria-live="polite">
              {packages.length.toLocaleString('en')} packages
            </p>
            <div
              className="max-h-[60vh] overflow-auto rounded-md border border-line"
              tabIndex={0}
              role="region"
              aria-label="Packages"
            >
              <table className="w-full text-sm">
                <thead className="sticky top-0 bg-sunken text-left text-xs text-muted">
                  <tr>
                    {['Package', 'Version', 'Licence'].map((name) => (
                      <th key={name} scope="col" className="px-3 py-2">
                        {name}
                      </th>
                    ))}
                  </tr>
                </thead>
                <tbody>
                  {packages.map(({ name, version, licence }) => (
                    <tr key={`${name}@${version}`} className="border-t border-line">
                      <td className="px-3 py-1 font-mono text-xs">{name}</td>
                      <td className="px-3 py-1">{version}</td>
                      <td className="px-3 py-1">{licence ?? 'none stated'}</td>
                    </tr>
                  ))}
                </tbody>
              </table>
            </div>
          </div>
        )}
      </Section>
    </Page>
  );
}
