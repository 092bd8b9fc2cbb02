import type { AppliedAttributes } from '../../../firings/script-attributes';
import { failedStep } from '../outcomes';
import type { StepRunner, StepWork } from '../step-runner';

export interface UpdateAttributeDeps {
  /** Sets custom attributes of a stored object; the same key changes nothing twice. */
  readonly apply: (
    object: { readonly resource: string; readonly objectUuid: string | null },
    values: unknown,
    key: string,
  ) => Promise<AppliedAttributes>;
  /** Whether an attribute, by its name, is one of true and false. */
  readonly isBoolean: (attribute: string) => Promise<boolean>;
  /** Of an operation: what it is about, before and after. */
  readonly certificateOf: (operation: string) => Promise<string | null>;
}

/** Sets a custom attribute of the certificate that the instance is about. */
export function createUpdateAttributeRunner({ apply, isBoolean, certificateOf }: UpdateAttributeDeps): StepRunner {
  async function certificateAbout({ instance: { item } }: StepWork): Promise<string | null> {
    if (item?.kind === 'certificate') return item.uuid;
    return item?.kind === 'operation' ? certificateOf(item.uuid) : null;
  }

  /** Texts of settings and of the origin say `True` where the attribute has true. */
  async function valueFor(name: string, given: unknown): Promise<unknown> {
    const word = typeof given === 'string' ? given.trim().toLowerCase() : '';
    if (word !== 'true' && word !== 'false') return given;
    return (await isBoolean(name)) ? word === 'true' : given;
  }

  return {
    code: 'update_attribute',

    async run(work) {
      const { settings, key } = work;
      const certificate = await certificateAbout(work);
      if (certificate === null) return failedStep('no_certificate', 'There is no certificate to set it of.');
      const name = String(settings['name']);
      const value = await valueFor(name, settings['value']);
      const isEmpty = value === undefined || value === null || value === '';
      const object = { resource: 'certificates', objectUuid: certificate };
      const applied = await apply(object, { [name]: isEmpty ? null : value }, key);
      if ('errorCode' in applied) return failedStep(applied.errorCode, applied.message);
      const { changed, before, after } = applied;
      return { kind: 'done', outputs: { changed, before, after } };
    },
  };
}
