import { certificateOf, noticeOf } from '../../../test/support/builders';
import type { ContentType } from '../attributes/attribute';
import { subjectOfNotice } from './notice-subject';

it.each<{ contentType: ContentType; told: boolean }>([
  { contentType: 'string', told: true },
  { contentType: 'secret', told: false },
  { contentType: 'credential', told: false },
])('a $contentType may be an address: $told', ({ contentType, told }) => {
  const attributes = { u1: { name: 'mail', contentType, content: [{ data: 'ann@example.com' }] } };
  const subject = subjectOfNotice(noticeOf('f1', { certificate: certificateOf('c1', { attributes }) }));
  expect(subject.attributes).toEqual(told ? { mail: ['ann@example.com'] } : {});
});

it('has no attributes without a certificate', () => {
  const subject = subjectOfNotice(noticeOf('f1', { certificate: null, rejected: true }));
  expect(subject).toMatchObject({ event: 'certificate_expiring', attributes: {}, rejected: true, ownerUuid: 'ann' });
});
