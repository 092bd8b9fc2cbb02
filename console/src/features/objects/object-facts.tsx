import { useQuery } from '@tanstack/react-query';
import { labelOf, resolved, schemaBookQuery } from '../../shared/forms/json-schema';
import { CertText } from '../../shared/text/cert-text';
import { Fact, Facts } from '../../shared/ui/facts';
import type { AnyObject, ObjectKind } from './object-kind';
import type { Members } from './object-queries';
import { ValueView } from './value-view';

export interface ObjectFactsProps {
  readonly kind: ObjectKind;
  readonly object: AnyObject;
  readonly inherited: (pointer: string) => string | undefined;
}

/** Members that say nothing to people, or that others say by names. */
const unsaid = new Set(['uuid', 'revision', 'name', 'username']);

/** All values of an object, in the order of the API's schema; names in the place of uuids. */
export function ObjectFacts({ kind, object, inherited }: ObjectFactsProps) {
  const book = useQuery(schemaBookQuery);
  const members = object as unknown as Members;
  const { properties = {} } =
    book.data === undefined ? {} : resolved({ $ref: `#/components/schemas/${kind.schema}` }, book.data);
  const names = Object.keys(book.data === undefined ? members : properties);
  const shown = names.filter(
    (name) =>
      !unsaid.has(name) &&
      properties[name]?.readOnly !== true &&
      !(kind.facts !== undefined && name in kind.facts && kind.facts[name] === undefined),
  );
  return (
    <Facts>
      {shown.map((name) => {
        const own = kind.facts?.[name];
        const fallback = members[name] === null ? inherited(`/${name}`) : undefined;
        return (
          <Fact key={name} name={labelOf(name.replace(/Uuid$/, ''))}>
            {own !== undefined ? (
              own(object)
            ) : fallback === undefined ? (
              <ValueView member={name} value={members[name]} beside={members} />
            ) : (
              <span className="text-muted">
                <CertText>{fallback}</CertText> (from the platform’s settings)
              </span>
            )}
          </Fact>
        );
      })}
    </Facts>
  );
}
