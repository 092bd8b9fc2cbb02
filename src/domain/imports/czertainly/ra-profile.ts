import type { ForeignKind } from '../foreign-kind';
import { byUuid, readHead, system } from './parts';

/** What an RA profile has here and not there: it stays when the profile is imported again. */
const setHere = [
  ...['authorityInstanceUuid', 'certificateProfileUuid', 'validationEnabled', 'validationFrequency'],
  ...['expiringThreshold', 'expiringThresholdPercent', 'replacementDetection', 'keepPrivateKeys'],
  ...['renewal', 'approvalProfiles'],
];

export const raProfileKind: ForeignKind = {
  ...{ system, kind: 'RaProfile', looksUp: ['Authority'], lists: ['raProfiles'] },
  fits: (value) => 'name' in value && 'authorityInstanceUuid' in value,
  identify: byUuid('RaProfile'),
  map(item, { name, find }) {
    const { description } = readHead(item);
    const enabled = item.at('enabled').flag() ?? false;
    const named = item.at('authorityInstanceName');
    const authority = named.text();
    const known = authority === undefined ? undefined : find('Authority', authority)?.name;
    item.at('authorityInstanceUuid').take();
    if (authority !== undefined && known === undefined) {
      named.note('authority_unknown', 'no authority of this name is here: set it up, and give it to the RA profile');
    }
    const spec = { description, enabled, ...(known === undefined ? {} : { authorityInstanceUuid: known }) };
    return { objects: [{ kind: 'RaProfile', name, spec, initial: setHere }] };
  },
};
