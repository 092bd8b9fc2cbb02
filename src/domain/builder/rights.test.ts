import { mailOf, stepOf } from '../../../test/support/definition';
import { stepKindOf } from '../../services/builder/steps/kinds';
import { rightsOfRunning, rightsOfSteps } from './rights';

const script = stepOf('Run', 'custom_script', 'End', { scriptName: 'restart', version: 'latest', parameters: {} });
const renew = stepOf('Renew', 'renew_certificate', 'End');

it('asks for the rights that handlers of the kind need, and for none where a step only tells', () => {
  expect(rightsOfSteps(null, [mailOf('Tell', 'End'), script, renew], stepKindOf)).toEqual([
    { pointer: '/steps/1', permission: 'scripts:execute' },
    { pointer: '/steps/2', permission: 'certificates:renew' },
  ]);
});

it('asks for nothing where steps stay, under another name and elsewhere too', () => {
  const moved = { ...script, uniqueName: 'Other', outputs: { continue: 'Renew' } };
  expect(rightsOfSteps([script, renew], [renew, moved], stepKindOf)).toEqual([]);
});

it('asks again for other settings, and where it is there a second time', () => {
  const other = { ...script, settings: { ...script.settings, parameters: { a: 1 } } };
  expect(rightsOfSteps([script], [other], stepKindOf)).toHaveLength(1);
  expect(rightsOfSteps([script], [script, script], stepKindOf)).toEqual([
    { pointer: '/steps/1', permission: 'scripts:execute' },
  ]);
  expect(rightsOfSteps([{ ...script, enabled: false }], [script], stepKindOf)).toHaveLength(1);
});

describe('what holds at once', () => {
  const keys = [
    { kind: 'ra_profile', uuid: 'a' },
    { kind: 'ra_profile', uuid: 'b' },
  ] as const;
  const live = { name: 'N', keys, startedBy: 'type', enabled: true, publishedVersion: 1 } as const;

  it.each([
    ['/enabled', { enabled: false }],
    ['/keys', { keys: [keys[0]] }],
    ['/startedBy', { startedBy: 'trigger' }],
    ['/name', { name: 'Other' }],
  ] as const)('needs the right to publish for %s of a published one', (pointer, change) => {
    expect(rightsOfRunning(live, { ...live, ...change })).toEqual([{ pointer, permission: 'builder:publish' }]);
    expect(rightsOfRunning({ ...live, publishedVersion: null }, { ...live, ...change })).toEqual([]);
  });

  it('needs nothing where all stays, with keys in another order too', () => {
    expect(rightsOfRunning(live, { ...live, keys: [keys[1], keys[0]] })).toEqual([]);
  });
});
