import { Coded } from '../../shared/text/coded';
import { useQuery } from '@tanstack/react-query';
import type { SpecialFieldProps } from '../../shared/forms/form-context';
import { labelOf, resolved, schemaBookQuery } from '../../shared/forms/json-schema';
import { FieldErrors } from '../../shared/forms/plain-errors';
import { Button } from '../../shared/ui/button';
import { Checkbox } from '../../shared/ui/select';
import { ErrorState, Loading } from '../../shared/ui/states';
import { matrixOf, meaningsQuery } from './permission-meaning';

/** The permissions of a role to be chosen, by resource and verb. */
export function RoleMatrixField({ value, onChange, errors, label }: SpecialFieldProps) {
  const chosen = Array.isArray(value) ? (value as readonly string[]) : [];
  return (
    <fieldset className="flex flex-col gap-2">
      <legend className="text-sm font-medium">{label}</legend>
      <RoleMatrix chosen={chosen} onChange={onChange} />
      <FieldErrors errors={errors} />
    </fieldset>
  );
}

export interface RoleMatrixProps {
  readonly chosen: readonly string[];
  /** Without it the matrix is only shown. */
  readonly onChange?: (permissions: readonly string[]) => void;
}

/** All permissions that there are, what each allows, and which are chosen. */
export function RoleMatrix({ chosen, onChange }: RoleMatrixProps) {
  const book = useQuery(schemaBookQuery);
  const meanings = useQuery(meaningsQuery);
  if (book.isError) return <ErrorState error={book.error} onRetry={() => void book.refetch()} />;
  if (book.isPending) return <Loading what="the permissions" />;
  const all = (resolved({ $ref: '#/components/schemas/Permission' }, book.data).enum ?? []) as readonly string[];
  const rows = matrixOf(all).filter(
    ({ resource, verbs }) => onChange !== undefined || verbs.some((verb) => chosen.includes(`${resource}:${verb}`)),
  );
  const set = (permissions: readonly string[], on: boolean) =>
    onChange?.(all.filter((one) => (permissions.includes(one) ? on : chosen.includes(one))));
  if (rows.length === 0) return <p className="text-sm text-muted">It allows nothing.</p>;
  return (
    <div className="flex flex-col gap-2">
      {onChange !== undefined && (
        <div className="flex flex-wrap gap-2">
          <Button
            onPress={() =>
              set(
                all.filter((one) => one.endsWith(':read')),
                true,
              )
            }
          >
            All that only reads
          </Button>
          <Button onPress={() => set(all, true)}>All</Button>
          <Button onPress={() => set(all, false)}>None</Button>
        </div>
      )}
      <div
        className="max-h-[60vh] overflow-auto rounded-md border border-line"
        tabIndex={0}
        role="region"
        aria-label="Permissions"
      >
        <table className="w-full text-sm">
          <thead className="sticky top-0 bg-sunken text-left text-xs text-muted">
            <tr>
              <th scope="col" className="px-3 py-2">
                Of
              </th>
              <th scope="col" className="px-3 py-2">
                Permission, and what it allows
              </th>
            </tr>
          </thead>
          <tbody>
            {rows.map(({ resource, verbs }) => (
              <tr key={resource} className="border-t border-line align-top">
                <th scope="row" className="px-3 py-2 text-left font-medium">
                  {labelOf(resource.replaceAll('-', ' '))}
                </th>
                <td className="px-3 py-2">
                  <div className="flex flex-col gap-1">
                    {verbs.map((verb) => {
                      const permission = `${resource}:${verb}`;
                      const isChosen = chosen.includes(permission);
                      if (onChange === undefined && !isChosen) return null;
                      const allows = (meanings.data?.get(permission) ?? []).join(' · ');
                      return (
                        <div key={permission} className="grid grid-cols-1 gap-x-3 sm:grid-cols-[9rem_1fr]">
                          {onChange === undefined ? (
                            <span className="font-mono text-xs">{permission}</span>
                          ) : (
                            <Checkbox isSelected={isChosen} onChange={(on) => set([permission], on)}>
                              <span className="sr-only">{resource} </span>
                              {verb}
                            </Checkbox>
                          )}
                          <span className="text-xs text-muted">
                            <Coded>{allows}</Coded>
                          </span>
                        </div>
                      );
                    })}
                  </div>
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </div>
  );
}
