import { useQuery } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useCallback, useMemo, useState } from 'react';
import { ConditionBuilder } from '../../shared/conditions/builder';
import { isComplete } from '../../shared/conditions/leaf-faults';
import { certificateFieldsQuery } from '../../shared/conditions/queries';
import { ConditionTree } from '../../shared/conditions/result-tree';
import { readTree } from '../../shared/conditions/tree';
import { DataList } from '../../shared/list/data-list';
import { csvOfSearch } from '../../shared/list/export-menu';
import type { Filter, ListQuery, ListScope } from '../../shared/list/list-types';
import { useMay } from '../../shared/session/me';
import { Button } from '../../shared/ui/button';
import { Dialog } from '../../shared/ui/dialog';
import { EmptyState, ErrorState } from '../../shared/ui/states';
import { certificateColumns, nameOf } from './columns';
import { BulkChangesLink, ConditionBulkBar } from './bulk/bulk-bar';
import { searchCertificates, type CertificateRow } from './queries';

const noFilters: readonly Filter[] = [];

/** The condition in the address; undefined for none, and for what is none. */
export function conditionIn(text: string | undefined): object | undefined {
  try {
    const read: unknown = text === undefined || text === '' ? undefined : JSON.parse(text);
    return typeof read === 'object' && read !== null ? read : undefined;
  } catch {
    return undefined;
  }
}

/** Certificates that a condition finds, in place of the list with its filters. */
export function CertificatesByCondition({ condition }: { readonly condition: object }) {
  const may = useMay();
  const mayChange = may('certificates:write') || may('certificates:renew') || may('certificates:revoke');
  const navigate = useNavigate();
  const text = JSON.stringify(condition);
  // By its text: each rendering reads the condition from the address anew.
  const load = useMemo(() => searchCertificates(JSON.parse(text)), [text]);
  const csv = useCallback(
    ({ sort }: ListQuery) => csvOfSearch('/api/v1/certificates/search', { filter: JSON.parse(text) as unknown, sort }),
    [text],
  );
  const fixed = useMemo(() => ({ condition: text }), [text]);
  return (
    <>
      <div className="flex flex-wrap items-start justify-between gap-3 rounded-md border border-line bg-surface p-3">
        <ConditionTree condition={condition} isPlain />
        <div className="flex flex-wrap gap-2">
          <ConditionButton condition={condition} label="Change the condition" />
          {may('collections:write') && (
            <Button onPress={() => void navigate({ to: '/collections/new', search: { query: text } } as never)}>
              Save as a collection
            </Button>
          )}
          <Button onPress={() => void navigate({ to: '/certificates', search: {} } as never)}>
            Back to the filters
          </Button>
        </div>
      </div>
      <DataList
        id="certificates-by-condition"
        what="certificates"
        topic="certificates"
        filters={noFilters}
        fixed={fixed}
        columns={certificateColumns}
        load={load}
        csv={csv}
        {...(mayChange
          ? {
              bulk: (chosen: readonly CertificateRow[], clear: () => void, scope: ListScope) => (
                <ConditionBulkBar chosen={chosen} clear={clear} scope={scope} condition={condition} />
              ),
            }
          : {})}
        tools={<BulkChangesLink />}
        keyOf={({ uuid }) => uuid}
        titleOf={nameOf}
        pathOf={({ uuid }) => `/certificates/${uuid}`}
        empty={<EmptyState title="No certificate fits">Change the condition, or go back to the filters.</EmptyState>}
      />
    </>
  );
}

interface ButtonProps {
  readonly condition: unknown;
  readonly label: string;
}

/** Opens the builder; what is built goes into the address, so that a link finds the same. */
export function ConditionButton({ condition, label }: ButtonProps) {
  const [isOpen, setOpen] = useState(false);
  return (
    <>
      <Button kind="quiet" onPress={() => setOpen(true)}>
        {label}
      </Button>
      {isOpen && <ConditionDialog condition={condition} onClose={() => setOpen(false)} />}
    </>
  );
}

function ConditionDialog({ condition, onClose }: { readonly condition: unknown; readonly onClose: () => void }) {
  const navigate = useNavigate();
  const fields = useQuery(certificateFieldsQuery);
  const [draft, setDraft] = useState<unknown>(condition ?? null);
  const context = { fields: fields.data ?? [] };
  const reason =
    draft === null
      ? 'Add a comparison first.'
      : isComplete(readTree(draft), context)
        ? undefined
        : 'Complete the condition first.';
  const search = () => {
    onClose();
    void navigate({ to: '/certificates', search: { condition: JSON.stringify(draft) } } as never);
  };
  return (
    <Dialog
      title="Search by a condition"
      size="large"
      isOpen
      onClose={onClose}
      isDismissable={false}
      actions={
        <>
          <Button onPress={onClose}>Cancel</Button>
          <Button kind="primary" disabledReason={reason} onPress={search}>
            Search
          </Button>
        </>
      }
    >
      {fields.isError ? (
        <ErrorState error={fields.error} onRetry={() => void fields.refetch()} />
      ) : (
        <ConditionBuilder
          label="Condition"
          value={draft}
          fields={context.fields}
          emptyText="There is no condition yet."
          onChange={setDraft}
        />
      )}
    </Dialog>
  );
}
