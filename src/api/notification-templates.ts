import { checkTemplate } from '../delivery/templates/check';
import { CertloomError, type Fault } from '../domain/problem';
import type { ProfileInput } from './notification-profile-schemas';

/** Throws `invalid_template` with every fault of every text. */
export function assertTemplates(templates: ProfileInput['templates'], base: string): void {
  const errors = Object.entries(templates).flatMap(([channel, texts]) =>
    Object.entries(texts ?? {}).flatMap(([part, text]) =>
      checkTemplate(text, { html: part === 'html' }).map(({ line, detail }): Fault => ({
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
