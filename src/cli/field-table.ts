import { events, resources, type Resource } from '../domain/events/catalogue';
import { askableParticulars } from '../domain/events/particulars';
import { operatorsFor } from '../domain/conditions/operators';
import { propertyFieldsOf, type PropertyField } from '../domain/conditions/property-fields';

/** Particulars of events have all of it but what concerns stored objects. */
type ShownField = Omit<PropertyField, 'type'> & { readonly type: string };

const titles: Readonly<Partial<Record<Resource, string>>> = {
  certificates: 'Certificates',
  discoveries: 'Discoveries',
  approvals: 'Approvals',
  jobs: 'Scheduled jobs',
};

/** Markdown with one table of fields, codes and operators for each resource, as docs/fields.md has it; ends without a line break. */
export function fieldTables(): string {
  return resources
    .flatMap((resource) => {
      const [title, fields] = [titles[resource], propertyFieldsOf(resource)];
      return title === undefined || fields.length === 0 ? [] : [`## ${title}\n\n${fieldTable(fields)}`];
    })
    .join('\n\n');
}

/** Markdown with one table of what each event tells, as docs/fields.md has it. */
export function particularTables(): string {
  return Object.values(events)
    .flatMap(({ code, name }) => {
      const told = askableParticulars(code);
      return told.length === 0 ? [] : [`### ${name}\n\n${fieldTable(told)}`];
    })
    .join('\n\n');
}

function fieldTable(fields: readonly ShownField[]): string {
  const head = ['| Field | Type | What it is | Codes |', '|---|---|---|---|'];
  return [...head, ...fields.map(toLine)].join('\n');
}

function toLine({ field, type, collection, settable, stages, values, open, description }: ShownField): string {
  const notes = [
    ...(settable ? ['Actions can set it.'] : []),
    ...(stages === undefined ? [] : ['Not in ignore triggers of uploads.']),
  ];
  const codes = (values ?? []).map((code) => `\`${code}\``).join(', ');
  const more = open ? (codes === '' ? 'names' : `${codes} and others`) : codes;
  return `| \`${field}\` | ${type}${collection ? ', several' : ''} | ${[description, ...notes].join(' ')} | ${more} |`;
}

/** Markdown table of the operators by type, as docs/fields.md has it. */
export function operatorTable(): string {
  const types = ['STRING', 'NUMBER', 'DATETIME', 'DATE', 'LIST', 'BOOLEAN', 'PRESENCE'] as const;
  const code = (operator: string) => `\`${operator}\``;
  const own = types.map((type) => `| ${type} | ${operatorsFor(type, false).map(code).join(', ')} |`);
  const known = operatorsFor('LIST', false);
  const added = operatorsFor('LIST', true).filter((operator) => !known.includes(operator));
  return [
    ...['| Type | Operators |', '|---|---|', ...own],
    `| any with several values, in addition | ${added.map(code).join(', ')} |`,
  ].join('\n');
}
