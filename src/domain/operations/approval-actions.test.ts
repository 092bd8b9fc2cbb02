import { approvalActions } from './approval-actions';

describe('under which actions approval is asked for', () => {
  it.each([
    ['issue', null, ['issue']],
    ['renew', 'issue', ['renew']],
    ['rekey', 'issue', ['rekey']],
    ['renew', 'upload', ['renew', 'issue']],
    ['rekey', 'discovery', ['rekey', 'issue']],
    ['rekey', null, ['rekey', 'issue']],
    ['revoke', 'upload', ['revoke']],
  ] as const)('%s of one that came by %s: %j', (action, source, expected) => {
    expect(approvalActions(action, source)).toEqual(expected);
  });
});
