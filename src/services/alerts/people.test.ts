import { certificateOf } from '../../../test/support/builders';
import { certificateFactsOf, peopleIn } from './people';

const jane = { uuid: 'j', username: 'Jane', displayName: 'Jane Doe', email: 'Jane@x.example' };
const directory = {
  users: new Map([['j', jane]]),
  groups: new Map([['g', { name: 'web' }]]),
  raProfiles: new Map([['r', { name: 'Web servers' }]]),
} as never;

it('finds people by name and mail address, whatever the case', () => {
  const { byName, byMail, byUuid } = peopleIn(directory);
  expect([byName.get('jane'), byMail.get('jane@x.example'), byUuid.get('j')]).toEqual([jane, jane, jane]);
});

it('knows who stands behind a certificate, and names what is there no more by its id', () => {
  const certificate = certificateOf('c', {
    ...{ owner: 'j', uploadedBy: 'JANE', raProfile: 'r', groups: ['g', 'gone'] },
    subjectAlternativeNames: ['dNSName:x.example', 'rfc822Name:nobody@x.example', 'rfc822Name:jane@X.example'],
  });
  expect(certificateFactsOf(certificate, directory)).toMatchObject({
    ...{ raProfileName: 'Web servers', groupNames: ['web', 'gone'] },
    people: { owner: jane, principal: jane, requester: { name: 'JANE', person: jane } },
  });
  expect(certificateFactsOf({ ...certificate, owner: 'gone', uploadedBy: null }, directory).people).toMatchObject({
    ...{ owner: null, requester: { name: null, person: null } },
  });
});
