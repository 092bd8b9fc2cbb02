import type { AttributeDefinition } from '../../domain/attributes/attribute';
import { fieldsFor } from '../../domain/conditions/fields';
import { fieldList, toFieldView } from '../conditions/fields';
import { defineRoute, type Route } from '../http/route';

export interface CertificateFieldsDeps {
  readonly directory: { snapshot(): Promise<{ readonly attributes: ReadonlyMap<string, AttributeDefinition> }> };
}

/** What searches and collections can ask for. */
export function createCertificateFieldsRoute({ directory }: CertificateFieldsDeps): Route {
  return defineRoute({
    method: 'get',
    path: '/certificates/fields',
    operationId: 'listCertificateFields',
    tag: 'Certificates',
    summary: 'List the fields that searches for certificates can use',
    description: 'Collections have the same; conditions of triggers have those of their event.',
    permission: 'certificates:read',
    responses: { 200: { description: 'The fields', schema: fieldList } },
    async handle() {
      const { attributes } = await directory.snapshot();
      return {
        status: 200,
        body: { items: fieldsFor('certificates', null, [...attributes.values()]).map(toFieldView) },
      };
    },
  });
}
