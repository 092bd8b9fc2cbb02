import { definitionTypes } from './definition-type';
import { builderTokens, isReservedName, namesOfToken, tokenNames, tokenOf, variableOf } from './tokens';

it.each(definitionTypes.map(({ code }) => code))('gives each name of %s one meaning', (type) => {
  const names = tokenNames(type);
  expect(new Set(names).size).toBe(names.length);
  expect(names).toEqual(expect.arrayContaining(['event.code', 'event.data', 'instance.id', 'now']));
});

it.each([
  ['certid', 'expiration', 'certificate.id'],
  ['Template', 'enrollment', 'certificate.raProfile'],
  ['AdditionalAttributes', 'enrollment', 'enrollment.fields'],
  ['AdditionalAttributes.Cost.x', 'enrollment', 'enrollment.fields'],
  ['metadata:Cost centre', 'revocation', 'metadata:'],
  ['cmnt', 'revocation', 'revocation.comment'],
  ['event.data.newStatus', 'event:certificate_status_changed', 'event.data'],
  ['metadata:', 'expiration', undefined],
  ['cn.x', 'expiration', undefined],
  ['cn', 'event:scheduled_job_finished', undefined],
  ['AdditionalAttributes', 'expiration', undefined],
] as const)('reads %s in %s', (written, type, expected) => expect(tokenOf(type, written)?.name).toBe(expected));

it.each([
  ['ownerroleemail', 'expiration', true],
  ['cn', 'expiration', true],
  ['owner.mail', 'expiration', true],
  ['metadata:CostCentre', 'expiration', true],
  ['certificate', 'expiration', true],
  ['certificate.keyAlgorithm', 'expiration', true],
  ['instance', 'expiration', true],
  ['event.data', 'expiration', true],
  ['event', 'expiration', false],
  ['alert', 'expiration', false],
  ['ticket', 'expiration', false],
  ['cnx', 'expiration', false],
  ['cn', 'event:scheduled_job_finished', false],
] as const)('keeps %s in %s from data of a start: %s', (name, type, isReserved) =>
  expect(isReservedName(type, name)).toBe(isReserved),
);

it('knows the variable behind a path', () => {
  expect(['Var', 'Var.a.b', 'Var[0].mail'].map(variableOf)).toEqual(['Var', 'Var', 'Var']);
});

it('has the names of the origin in the table of the specification', () => {
  const aliases = builderTokens.flatMap(namesOfToken);
  expect(aliases).toEqual(
    expect.arrayContaining([
      ...['certid', 'cn', 'dn', 'thumbprint', 'expdate', 'issuancedate', 'CA', 'Template', 'ownerroleemail'],
      ...['requester:givenname', 'requester', 'requester:mail', 'AdditionalAttributes', 'CSR:Raw', 'alertId'],
      ...['CertificateToBeRenewed', 'cmnt', 'code', 'metadata:'],
    ]),
  );
});
