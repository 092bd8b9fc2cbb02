import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Link, useNavigate, useParams, useSearch } from '@tanstack/react-router';
import { lazy, Suspense } from 'react';
import type { FilterValues } from '../../../shared/list/list-types';
import { useMay } from '../../../shared/session/me';
import { Page, Section } from '../../../shared/shell/page';
import { CertText } from '../../../shared/text/cert-text';
import { exactTime } from '../../../shared/text/times';
import { useTimeZone } from '../../../shared/preferences';
import { Button } from '../../../shared/ui/button';
import { Select } from '../../../shared/ui/select';
import { EmptyState, ErrorState, Loading } from '../../../shared/ui/states';
import { tell, tellError } from '../../../shared/ui/toasts';
import { flowOf, stepsOf, type Definition, type FlowVersion } from '../model/flow';
import { diffOf, diffText } from '../model/diff';
import { definitionQuery, saveFlow, versionsQuery } from '../queries';
import { DiffList } from './diff-list';
import { useKinds } from './use-flow';
import { useWide } from './use-wide';

const DiffCanvas = lazy(() => import('./diff-canvas'));

/** Two versions of a workflow beside each other: what was added, taken away and changed. */
export function VersionsScreen() {
  const { uuid = '' } = useParams({ strict: false });
  const definition = useQuery(definitionQuery(uuid));
  const versions = useQuery(versionsQuery(uuid));
  const error = definition.error ?? versions.error;
  if (error !== null) {
    return (
      <Page title="Versions">
        <ErrorState error={error} onRetry={() => void Promise.all([definition.refetch(), versions.refetch()])} />
      </Page>
    );
  }
  if (definition.data === undefined || versions.data === undefined) return <Loading what="the versions" />;
  return <Compared definition={definition.data} versions={versions.data.items} />;
}

function Compared({
  definition,
  versions,
}: {
  readonly definition: Definition;
  readonly versions: readonly FlowVersion[];
}) {
  const { uuid, name, version: newest, draftVersion, publishedVersion } = definition;
  const zone = useTimeZone();
  const navigate = useNavigate();
  const { from: wantedFrom, to: wantedTo }: FilterValues = useSearch({ strict: false });
  const numbers = [
    ...(versions.some(({ version }) => version === newest) ? [] : [newest]),
    ...versions.map(({ version }) => version),
  ];
  const to = numberIn(numbers, wantedTo) ?? newest;
  const from = numberIn(numbers, wantedFrom) ?? numbers.find((one) => one < to) ?? to;
  const choices = numbers.map((number) => {
    const at = versions.find(({ version }) => version === number)?.publishedAt;
    const state =
      number === draftVersion ? 'draft' : number === publishedVersion ? 'published now' : 'published before';
    return {
      value: String(number),
      label: `Version ${number}, ${state}${at == null ? '' : `, ${exactTime(at, zone)}`}`,
    };
  });
  const choose = (next: { readonly from?: string; readonly to?: string }) =>
    void navigate({
      to: '.',
      replace: true,
      search: { from: String(from), to: String(to), ...next } as never,
    });
  return (
    <Page
      title={`Versions of ${name}`}
      heading={
        <>
          Versions of <CertText>{name}</CertText>
        </>
      }
      actions={
        <Link to="/builder/definitions/$uuid" params={{ uuid }} className="text-sm underline">
          To the editor
        </Link>
      }
    >
      <div className="flex flex-wrap items-end gap-3">
        <Select
          className="w-80 max-w-full"
          label="From"
          value={String(from)}
          choices={choices}
          onChange={(next) => choose({ from: next })}
        />
        <Select
          className="w-80 max-w-full"
          label="To"
          value={String(to)}
          choices={choices}
          onChange={(next) => choose({ to: next })}
        />
        <Restore definition={definition} version={from} />
      </div>
      {numbers.length === 1 ? (
        <EmptyState title="There is one version only">
          Once it is published and changed, the versions can be compared here.
        </EmptyState>
      ) : (
        <Difference uuid={uuid} from={from} to={to} canvas={definition.canvas} />
      )}
    </Page>
  );
}

interface DifferenceProps {
  readonly uuid: string;
  readonly from: number;
  readonly to: number;
  readonly canvas: Definition['canvas'];
}

function Difference({ uuid, from, to, canvas }: DifferenceProps) {
  const before = useQuery(definitionQuery(uuid, from));
  const after = useQuery(definitionQuery(uuid, to));
  const { query: kindsQuery, kinds } = useKinds();
  const isWide = useWide();
  const error = before.error ?? after.error ?? kindsQuery.error;
  if (error !== null)
    return <ErrorState error={error} onRetry={() => void Promise.all([before.refetch(), after.refetch()])} />;
  if (before.data === undefined || after.data === undefined || kindsQuery.data === undefined) {
    return <Loading what="the difference" />;
  }
  const [was, is] = [stepsOf(before.data), stepsOf(after.data)];
  const diffs = diffOf(was, is);
  return (
    <>
      <p className="text-sm font-medium" role="status">
        {diffText(diffs)}.
      </p>
      {isWide && (
        <div className="h-120 overflow-hidden rounded-lg border border-line">
          <Suspense fallback={<Loading what="the picture" />}>
            <DiffCanvas before={was} after={is} canvas={canvas} kinds={kinds} />
          </Suspense>
        </div>
      )}
      <Section title="As text">
        <DiffList diffs={diffs} />
      </Section>
    </>
  );
}

function Restore({ definition, version }: { readonly definition: Definition; readonly version: number }) {
  const { uuid, version: newest } = definition;
  const mayWrite = useMay()('builder:write');
  const client = useQueryClient();
  const navigate = useNavigate();
  const act = useMutation({
    async mutationFn() {
      const old = await client.fetchQuery(definitionQuery(uuid, version));
      const { unresolvedTokens, restResultAs } = old;
      const flow = { ...flowOf(definition), steps: stepsOf(old), unresolvedTokens, restResultAs };
      return saveFlow(uuid, flow, `"${definition.revision}"`);
    },
    onError: tellError,
    async onSuccess() {
      tell(`The draft is version ${version} again. Nothing is published yet.`);
      await client.invalidateQueries({ queryKey: ['definition', uuid] });
      await navigate({ to: '/builder/definitions/$uuid', params: { uuid } });
    },
  });
  return (
    <Button
      onPress={() => act.mutate()}
      disabledReason={
        !mayWrite
          ? 'You need the permission builder:write.'
          : version === newest
            ? 'This is the newest version already.'
            : act.isPending
              ? 'It is being done.'
              : undefined
      }
    >
      Restore version {version} to the draft
    </Button>
  );
}

function numberIn(numbers: readonly number[], text: string | undefined): number | undefined {
  return numbers.find((one) => String(one) === text);
}
