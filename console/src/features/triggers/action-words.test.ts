import { expect, it } from 'vitest';
import { actionSentence } from './action-words';

it.each([
  [
    { type: 'setGroups', groups: ['u1', 'u2'], groupNames: ['Web', 'Mail'], mode: 'add' },
    'Puts it into Web and Mail, beside the groups that it is in',
  ],
  [{ type: 'setGroups', groups: ['u1'], groupNames: ['Web'], mode: 'replace' }, 'Puts it into Web and no other group'],
  [{ type: 'setGroups', groups: [], mode: 'replace' }, 'Takes it out of all groups'],
  [{ type: 'setRaProfile', raProfile: null }, 'Takes its RA profile away'],
  [{ type: 'setOwner', owner: '$actor' }, 'Makes whoever caused the event its owner'],
  [{ type: 'setCustomAttribute', name: 'team', content: [{ data: 'pki' }, { data: 7 }] }, 'Sets team to pki and 7'],
  [{ type: 'setCustomAttribute', name: 'team', content: null }, 'Empties team'],
  [
    { type: 'setCustomAttribute', name: 'team', copyFrom: { source: 'meta', field: 'host' } },
    'Sets team to what host is',
  ],
  [
    { type: 'sendNotification', profiles: ['u1'], profileNames: ['Mail to the desk'] },
    'Tells people by Mail to the desk',
  ],
  [
    { type: 'runScript', script: 'tell', version: 3, parameters: { days: 7 }, wait: false },
    'Runs the script tell, version 3 with days = 7, without waiting for it',
  ],
  [{ type: 'startWorkflow', definition: 'Renew', data: {} }, 'Starts the workflow Renew'],
])('says what %j does', (action, sentence) => expect(actionSentence(action)).toBe(sentence));
