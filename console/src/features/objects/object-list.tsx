import { useNavigate } from '@tanstack/react-router';
import { useMemo } from 'react';
import { DataList } from '../../shared/list/data-list';
import type { Column, Filter } from '../../shared/list/list-types';
import { useMay } from '../../shared/session/me';
import { Page } from '../../shared/shell/page';
import { PathLink, targetOf } from '../../shared/shell/path-link';
import { CertText } from '../../shared/text/cert-text';
import { Button } from '../../shared/ui/button';
import { EmptyState } from '../../shared/ui/states';
import type { AnyObject, ObjectKind } from './object-kind';
import { loadObjects } from './object-queries';

const byName: Filter = { kind: 'text', name: 'namePrefix', label: 'Name begins with', isPinned: true };

/** All objects of a kind, by their names. */
export function ObjectList({ kind }: { readonly kind: ObjectKind }) {
  const { collection, nouns, noun, about, empty, nameOf, topic } = kind;
  const load = useMemo(() => loadObjects(kind), [kind]);
  const filters = useMemo(() => [byName, ...(kind.filters ?? [])], [kind]);
  const columns = useMemo((): readonly Column<AnyObject>[] => {
    const name: Column<AnyObject> = {
      id: 'name',
      header: 'Name',
      sort: 'name',
      width: 'minmax(12rem, 2fr)',
      cell: (object) => (
        <PathLink to={`/${collection}/${object.uuid}`} className="block truncate">
          <CertText isCut>{nameOf(object)}</CertText>
        </PathLink>
      ),
    };
    return [name, ...kind.columns];
  }, [kind, collection, nameOf]);
  return (
    <Page title={titleOf(nouns)} description={about} actions={<NewButton kind={kind} />}>
      <DataList
        id={collection}
        what={nouns}
        path={`/api/v1/${collection}`}
        {...(topic === undefined ? {} : { topic })}
        filters={filters}
        columns={columns}
        load={load}
        keyOf={({ uuid }) => uuid}
        titleOf={nameOf}
        pathOf={({ uuid }) => `/${collection}/${uuid}`}
        empty={
          <EmptyState title={`There is no ${noun} yet`} actions={<NewButton kind={kind} />}>
            {empty}
          </EmptyState>
        }
      />
    </Page>
  );
}

function NewButton({ kind: { collection, noun, write } }: { readonly kind: ObjectKind }) {
  const may = useMay();
  const navigate = useNavigate();
  return (
    <Button
      kind="primary"
      disabledReason={may(write) ? undefined : `You need the permission ${write}.`}
      onPress={() => void navigate(targetOf(`/${collection}/new`))}
    >
      New {noun}
    </Button>
  );
}

/** `RA profiles`, `Groups`. */
export function titleOf(noun: string): string {
  return noun.charAt(0).toUpperCase() + noun.slice(1);
}
