import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import type { ListScope } from '../../../shared/list/list-types';
import { pickedQuery, type PickedKind } from '../../../shared/pick/sources';
import { useMay } from '../../../shared/session/me';
import { Menu } from '../../../shared/ui/menu';
import { Checkbox } from '../../../shared/ui/select';
import type { CertificateRow } from '../queries';
import { ChangeDialog } from './change-dialog';
import { conditionOfFilters, type FilterRead } from './filter-condition';
import { issuedOf, issuedWithin } from './operations';
import { OperationsDialog } from './operations-dialog';
import type { BulkSelection } from './queries';
import { ValidateDialog } from './validate-dialog';

type Act = 'change' | 'delete' | 'validate' | 'renew' | 'revoke';

export interface BulkBarProps {
  readonly chosen: readonly CertificateRow[];
  readonly clear: () => void;
  readonly scope: ListScope;
}

interface ChoiceProps extends BulkBarProps {
  /** All that the list has, as a condition; or why there is none that says the same. */
  readonly all: FilterRead;
  /** What has found them: `filter`. */
  readonly finder: 'filter' | 'condition';
}

/** What can be done to the chosen certificates, or to all that the filter finds. */
export function FilterBulkBar(props: BulkBarProps) {
  return <BulkBar {...props} all={useFilterCondition(props.scope)} finder="filter" />;
}

/** The same for those that a condition finds. */
export function ConditionBulkBar({ condition, ...props }: BulkBarProps & { readonly condition: object }) {
  return <BulkBar {...props} all={{ condition: { ...condition } }} finder="condition" />;
}

/** Leads to what was changed in bulk. */
export function BulkChangesLink() {
  return (
    <Link to="/certificates/bulk" className="px-2 text-sm underline">
      Bulk changes
    </Link>
  );
}

function BulkBar({ chosen, clear, scope, all: read, finder }: ChoiceProps) {
  const may = useMay();
  const [isAll, setAll] = useState(false);
  const [act, setAct] = useState<Act>();
  const canAll = 'condition' in read;
  const ofAll = isAll && canAll;
  const selection: BulkSelection = ofAll ? { filter: read.condition } : { uuids: chosen.map(({ uuid }) => uuid) };
  const entry = (id: Act, label: string, isDangerous = false) => ({
    id,
    label,
    isDangerous,
    onAction: () => setAct(id),
  });
  const close = () => setAct(undefined);
  const all = scope.total === undefined ? 'All' : `All ${totalWords(scope.total)}`;
  return (
    <>
      <Menu
        label="Do with them"
        kind="primary"
        entries={[
          ...(may('certificates:write')
            ? [
                entry('change', 'Change owner, groups, RA profile, attributes, archive …'),
                entry('validate', 'Validate …'),
              ]
            : []),
          ...(may('certificates:renew') ? [entry('renew', 'Renew …')] : []),
          ...(may('certificates:revoke') ? [entry('revoke', 'Revoke …', true)] : []),
          ...(may('certificates:write') ? [entry('delete', 'Delete …', true)] : []),
        ]}
      />
      <Checkbox isSelected={ofAll} onChange={setAll} isDisabled={!canAll}>
        {all} that the {finder} finds
      </Checkbox>
      {!canAll && <span className="text-xs text-muted">{read.fault}</span>}
      {(act === 'change' || act === 'delete') && (
        <ChangeDialog selection={selection} isDeletion={act === 'delete'} onClose={close} onStarted={clear} />
      )}
      {act === 'validate' && <ValidateDialog selection={selection} onClose={close} onDone={clear} />}
      {(act === 'renew' || act === 'revoke') && (
        <OperationsDialog
          act={act}
          {...(ofAll ? { selection: issuedWithin(read.condition) } : issuedOf(chosen))}
          onClose={close}
          onStarted={clear}
        />
      )}
    </>
  );
}

function totalWords({ value, relation }: NonNullable<ListScope['total']>): string {
  return `${{ exact: '', moreThan: 'more than ', atLeast: 'at least ' }[relation]}${value.toLocaleString('en')}`;
}

/** The filter as a condition, with the names of the objects that it gives by uuid. */
function useFilterCondition({ asked }: ListScope): FilterRead {
  const nameOf = (name: string, kind: PickedKind) => {
    const value = asked[name];
    return { ...pickedQuery(kind, String(value ?? '')), enabled: value !== undefined };
  };
  const group = useQuery(nameOf('group', 'groups'));
  const owner = useQuery(nameOf('owner', 'users'));
  const raProfile = useQuery(nameOf('raProfile', 'ra-profiles'));
  return conditionOfFilters(asked, {
    group: group.data?.name,
    owner: owner.data?.name,
    raProfile: raProfile.data?.name,
  });
}
