import { labelOf } from '../../shared/forms/json-schema';
import { PathLink } from '../../shared/shell/path-link';
import { CertText } from '../../shared/text/cert-text';
import { durationWords } from '../../shared/text/durations';
import { Time } from '../../shared/text/time';
import type { Members } from './object-queries';
import { collectionOf, nameMemberOf } from './references';

export interface ValueViewProps {
  readonly member: string;
  readonly value: unknown;
  /** The object that the member stands in, which has the names of what it refers to. */
  readonly beside: Members;
}

/** Any value of the API for people: yes and no, durations in words, names that link to what is meant. */
export function ValueView({ member, value, beside }: ValueViewProps) {
  if (value === null || value === undefined || value === '') return <span className="text-muted">–</span>;
  const collection = collectionOf(member);
  if (collection !== undefined)
    return <Named collection={collection} uuids={value} names={beside[nameMemberOf(member)]} />;
  if (typeof value === 'boolean') return value ? 'Yes' : 'No';
  if (typeof value === 'number') return value.toLocaleString('en');
  if (typeof value === 'string') {
    if (/^\d{4}-\d\d-\d\dT[\d:.]+Z$/.test(value)) return <Time at={value} form="both" />;
    const words = durationWords(value);
    return words === undefined ? (
      <span className="whitespace-pre-wrap">
        <CertText>{value}</CertText>
      </span>
    ) : (
      <span title={value}>{words}</span>
    );
  }
  if (Array.isArray(value)) return <ListView member={member} values={value} />;
  const members = value as Members;
  const names = Object.keys(members).filter((name) => !isNameOfAnother(name, members));
  if (names.length === 0) return <span className="text-muted">–</span>;
  return (
    <dl className="grid grid-cols-1 gap-x-3 gap-y-1 sm:grid-cols-[auto_minmax(0,1fr)]">
      {names.map((name) => (
        <div key={name} className="contents">
          <dt className="text-muted">{labelOf(name.replace(/Uuid$/, ''))}</dt>
          <dd className="min-w-0 break-words max-sm:pl-4">
            <ValueView member={name} value={members[name]} beside={members} />
          </dd>
        </div>
      ))}
    </dl>
  );
}

function ListView({ member, values }: { readonly member: string; readonly values: readonly unknown[] }) {
  if (values.length === 0) return <span className="text-muted">none</span>;
  if (values.every((one) => typeof one !== 'object')) return <CertText>{values.map(String).join(', ')}</CertText>;
  return (
    <ol className="flex list-decimal flex-col gap-2 pl-5">
      {values.map((one, index) => (
        <li key={index}>
          <ValueView member={member} value={one} beside={{}} />
        </li>
      ))}
    </ol>
  );
}

interface NamedProps {
  readonly collection: string;
  readonly uuids: unknown;
  readonly names: unknown;
}

/** What uuids refer to, by names; where a name may not be read, by the uuid. */
export function Named({ collection, uuids, names }: NamedProps) {
  const list = Array.isArray(uuids) ? (uuids as readonly string[]) : typeof uuids === 'string' ? [uuids] : [];
  const known = Array.isArray(names) ? (names as readonly (string | null)[]) : [names as string | null | undefined];
  if (list.length === 0) return <span className="text-muted">none</span>;
  return (
    <span className="flex flex-wrap gap-x-3">
      {list.map((uuid, index) => (
        <PathLink key={uuid} to={`/${collection}/${uuid}`} className="underline">
          <CertText>{known[index] ?? uuid}</CertText>
        </PathLink>
      ))}
    </span>
  );
}

/** `roleNames` beside `roles`. */
function isNameOfAnother(name: string, members: Members): boolean {
  return Object.keys(members).some((other) => collectionOf(other) !== undefined && nameMemberOf(other) === name);
}
