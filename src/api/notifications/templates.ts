import { checkTemplate } from '../../delivery/templates/check';
import type { IncludedData } from '../../domain/notifications/profile';
import { CertloomError, type Fault } from '../../domain/problem';
import type { ProfileInput } from './profile-schemas';

export interface TemplateNames {
  readonly include: IncludedData;
  /** Custom attributes that certificates can have. */
  readonly attributeNames: ReadonlySet<string>;
}

/** Throws `invalid_template` with every fault of every text. */
export function assertTemplates(templates: ProfileInput['templates'], base: string, names: TemplateNames): void {
  const errors = Object.entries(templates).flatMap(([channel, texts]) =>
    Object.entries(texts ?? {}).flatMap(([part, text]) =>
      checkTemplate(text, { html: part === 'html', ...names }).map(({ line, detail }): Fault => ({
        pointer: `${base}/${channel}/${part}`,
        code: 'invalid_template',
        detail: line === null ? detail : `Line ${line}: ${detail}`,
      })),
    ),
  );
  const [first] = errors;
  if (first !== undefined) {
    throw new CertloomError('invalid_template', `${first.detail} (at ${first.pointer})`, {
      errors: errors.slice(0, 100),
    });
  }
}
