import type { Fault } from '../problem';
import { isPlainObject } from '../values/json';
import { didYouMean } from '../values/suggestion';
import type { DefinitionKeyKind, DefinitionType, Step } from './definition';
import { plainStep } from './one-step';

/** Something that whoever takes a template fills in. */
export interface TemplateValue {
  readonly name: string;
  readonly description: string;
  /** Without one it has to be given. */
  readonly default?: unknown;
}

type Work = Partial<Pick<Step, 'type' | 'settings'>>;

/** A step whose kind and settings may differ from variant to variant. */
export type TemplateStep = Work &
  Pick<Step, 'uniqueName'> &
  Partial<Pick<Step, 'displayName' | 'enabled' | 'outputs'>> & {
    readonly variants?: Readonly<Record<string, Work>>;
  };

/** A definition to begin with. */
export interface DefinitionTemplate {
  readonly code: string;
  readonly title: string;
  readonly description: string;
  readonly type: DefinitionType;
  readonly key: DefinitionKeyKind;
  readonly values: readonly TemplateValue[];
  readonly steps: readonly TemplateStep[];
}

/** Names of the variants that do the same by other means; none where there is one form only. */
export function variantsOf({ steps }: Pick<DefinitionTemplate, 'steps'>): readonly string[] {
  return [...new Set(steps.flatMap(({ variants }) => Object.keys(variants ?? {})))];
}

const whole = /^\{\{value:(\w+)\}\}$/;
const inside = /\{\{value:(\w+)\}\}/g;

/** The steps with values put in; a text that is one of them and nothing else becomes the value with its type. */
export function stepsOfTemplate(
  template: DefinitionTemplate,
  variant: string | undefined,
  given: Readonly<Record<string, unknown>>,
): { readonly steps: readonly Step[] } | { readonly faults: readonly Fault[] } {
  const variants = variantsOf(template);
  const chosen = variant ?? variants.at(-1);
  const faults: Fault[] = [];
  if (variant !== undefined && !variants.includes(variant)) {
    const has = variants.length === 0 ? 'it has one form only' : `it has ${variants.join(', ')}`;
    faults.push({ pointer: '/variant', code: 'wrong_value', detail: `${has}.${didYouMean(variant, variants)}` });
  }
  const names = template.values.map(({ name }) => name);
  for (const name of Object.keys(given).filter((one) => !names.includes(one))) {
    const detail = `the template has no value of this name.${didYouMean(name, names)}`;
    faults.push({ pointer: `/values/${name}`, code: 'unknown_field', detail });
  }
  for (const { name, description, default: otherwise } of template.values) {
    if (Object.hasOwn(given, name) || otherwise !== undefined) continue;
    faults.push({ pointer: `/values/${name}`, code: 'required', detail: `this is needed: ${description}` });
  }
  if (faults.length > 0) return { faults };
  const defaults = Object.fromEntries(template.values.map((one) => [one.name, one.default]));
  const values: Readonly<Record<string, unknown>> = { ...defaults, ...given };
  return {
    steps: template.steps.map(({ variants: own, type = '', settings = {}, ...step }) => {
      const work = { type, settings, ...(chosen === undefined ? {} : own?.[chosen]) };
      return plainStep({ ...step, ...work, settings: filled(work.settings, values) as Step['settings'] });
    }),
  };
}

function filled(value: unknown, values: Readonly<Record<string, unknown>>): unknown {
  if (typeof value === 'string') {
    const [, name] = whole.exec(value) ?? [];
    if (name !== undefined) return values[name];
    return value.replace(inside, (_text, one: string) => String(values[one]));
  }
  if (Array.isArray(value)) return value.map((one) => filled(one, values));
  if (!isPlainObject(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([member, one]) => [member, filled(one, values)]));
}
