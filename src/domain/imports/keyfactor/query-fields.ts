/** How values of a field are written here. */
export type QueryFieldType = 'text' | 'upper-hex' | 'serial' | 'date' | 'day' | 'number' | 'boolean' | 'state';

export interface QueryField {
  readonly source: 'property' | 'meta' | 'custom';
  readonly field: string;
  readonly type: QueryFieldType;
  readonly contentType?: string;
}

const property = (field: string, type: QueryFieldType): QueryField => ({ source: 'property', field, type });
const place = (field: string): QueryField => ({ source: 'meta', field, type: 'text', contentType: 'string' });

/** Fields of queries there, in lower case. Any other one is a custom attribute, if there is one of this name. */
const fields: Readonly<Record<string, QueryField>> = {
  cn: property('COMMON_NAME', 'text'),
  thumbprint: property('THUMBPRINT', 'upper-hex'),
  serialnumber: property('SERIAL_NUMBER', 'serial'),
  issueddn: property('SUBJECTDN', 'text'),
  issuerdn: property('ISSUERDN', 'text'),
  certstate: property('CERTIFICATE_STATE', 'state'),
  expirationdate: property('NOT_AFTER', 'date'),
  issueddate: property('NOT_BEFORE', 'date'),
  keysize: property('KEY_SIZE', 'number'),
  certstoretype: place('CertStoreType'),
  certstorefqdn: place('CertStoreFQDN'),
  certstorepath: place('CertStorePath'),
};

const ofContent: Readonly<Record<string, QueryFieldType>> = {
  ...{ string: 'text', text: 'text', codeblock: 'text', integer: 'number', float: 'number', boolean: 'boolean' },
  ...{ date: 'day', datetime: 'date' },
};

/** @param attribute a custom attribute by its name, with its content type */
export function queryField(
  name: string,
  attribute: (name: string) => { readonly name: string; readonly contentType: string } | undefined,
): QueryField | undefined {
  const lower = name.toLowerCase();
  if (Object.hasOwn(fields, lower)) return fields[lower];
  const found = attribute(name);
  const type = found === undefined ? undefined : ofContent[found.contentType];
  return found === undefined || type === undefined ? undefined : { source: 'custom', field: found.name, type };
}

/** States of certificates there, by number and by name, as ours. */
export const certificateStates: Readonly<Record<string, string>> = {
  ...{ '1': 'issued', active: 'issued', '2': 'revoked', revoked: 'revoked', '3': 'rejected', denied: 'rejected' },
  ...{ '4': 'failed', failed: 'failed', '5': 'pending_approval', pending: 'pending_approval' },
};
