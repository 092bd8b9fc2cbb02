import { labelOf, resolved, type JsonSchema, type SchemaBook } from '../../shared/forms/json-schema';
import { isSame } from '../../shared/forms/merge';
import { valueAt } from '../../shared/forms/pointers';

/** One setting of the platform with all that there is to know of it. */
export interface SettingRow {
  /** JSON Pointer into the settings. */
  readonly pointer: string;
  readonly label: string;
  readonly effect: string;
  readonly value: unknown;
  readonly first: unknown;
  readonly isDefault: boolean;
}

/** The settings one by one, as the API describes a change of them. */
export function settingRows(settings: unknown, book: SchemaBook): readonly SettingRow[] {
  return rowsIn({ $ref: '#/components/schemas/SettingsRequest' }, book, { pointer: '', label: '' }, settings);
}

interface Place {
  readonly pointer: string;
  readonly label: string;
}

function rowsIn(schema: JsonSchema, book: SchemaBook, place: Place, settings: unknown): readonly SettingRow[] {
  const { properties = {} } = resolved(schema, book);
  return Object.entries(properties).flatMap(([name, inner]) => {
    const whole = resolved(inner, book);
    const own = labelOf(name);
    const label = place.label === '' ? own : `${place.label}: ${own.toLowerCase()}`;
    const at = { pointer: `${place.pointer}/${name}`, label };
    if (whole.properties !== undefined) return rowsIn(whole, book, at, settings);
    const value = valueAt(settings, at.pointer);
    const { default: first, description: effect = '' } = whole;
    return [{ ...at, effect, value, first, isDefault: isSame(value, first) }];
  });
}
