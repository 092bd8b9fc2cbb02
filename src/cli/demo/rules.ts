/** The demo's example configuration, and what it must do to a certificate, worked out without the product's own code. */
import type { DemoCertificate } from './material';

/** Names under which the demo's objects are found again in the next run. */
export const names = {
  ellipticGroup: 'Demo: elliptic curve keys',
  renewGroup: 'Demo: to be renewed first',
  deskGroup: 'Demo: security desk',
  raProfile: 'Demo: public trust anchors',
  owner: 'demo-owner',
  environment: 'demo-environment',
  reviewBy: 'demo-review-by',
  rejectionMail: 'Demo: mail about rejections',
  renewMail: 'Demo: mail to those who renew',
  ownerNotice: 'Demo: mail to the owner, line in the event log',
  ignoreTrigger: 'Demo: refuse short RSA keys that end before 2030',
  ellipticTrigger: 'Demo 1: elliptic curve keys',
  renewTrigger: 'Demo 2: ends before 2036',
  groupTrigger: 'Demo 3: in a demo group',
} as const;

/** Nobody gets mail there: the top-level domain `invalid` never resolves (RFC 6761, section 6.4). */
export const addresses = {
  desk: 'security-desk@certloom.invalid',
  renew: 'renewals@certloom.invalid',
  owner: 'demo-owner@certloom.invalid',
  operations: 'operations@certloom.invalid',
} as const;

export const values = { triggerEnvironment: 'modern', requestEnvironment: 'staging', reviewBy: '2035-01-01' } as const;
export const eventLogSource = 'Certloom demo';
const refusedBefore = '2030-01-01T00:00:00Z';
const renewedBefore = '2036-01-01T00:00:00Z';
const leastRsaBits = 3_072;

/** Uuids of the objects by the keys of `names`. */
export type DemoIds = Readonly<
  Record<
    | 'ellipticGroup'
    | 'renewGroup'
    | 'deskGroup'
    | 'raProfile'
    | 'owner'
    | 'rejectionMail'
    | 'renewMail'
    | 'ownerNotice',
    string
  >
>;

/** The body of the ignore trigger. */
export function ignoreTrigger(ids: DemoIds): object {
  return {
    name: names.ignoreTrigger,
    description: 'Shows an ignore trigger: what matches is rejected, and a mail says which certificate it was.',
    event: 'certificate_uploaded',
    kind: 'ignore',
    condition: {
      all: [
        { source: 'property', field: 'PUBLIC_KEY_ALGORITHM', operator: 'EQUALS', value: 'rsa' },
        { source: 'property', field: 'KEY_SIZE', operator: 'LESSER', value: leastRsaBits },
        { source: 'property', field: 'NOT_AFTER', operator: 'LESSER', value: refusedBefore },
      ],
    },
    notificationProfiles: [ids.rejectionMail],
  };
}

/** The bodies of the action triggers, in the order they run. */
export function actionTriggers(ids: DemoIds): readonly object[] {
  const common = { event: 'certificate_uploaded', kind: 'action' };
  return [
    {
      ...common,
      name: names.ellipticTrigger,
      description: 'Puts certificates with an elliptic curve key into a group and marks them.',
      condition: { source: 'property', field: 'PUBLIC_KEY_ALGORITHM', operator: 'EQUALS', value: 'ec' },
      actions: [
        { id: 'group', type: 'setGroups', groups: [ids.ellipticGroup], mode: 'add' },
        {
          id: 'mark',
          type: 'setCustomAttribute',
          name: names.environment,
          content: [{ data: values.triggerEnvironment }],
        },
      ],
    },
    {
      ...common,
      name: names.renewTrigger,
      description: 'Sorts out what ends soon, sets a date to look at it, and tells those who renew.',
      condition: { source: 'property', field: 'NOT_AFTER', operator: 'LESSER', value: renewedBefore },
      actions: [
        { id: 'group', type: 'setGroups', groups: [ids.renewGroup], mode: 'add' },
        { id: 'date', type: 'setCustomAttribute', name: names.reviewBy, content: [{ data: values.reviewBy }] },
        { id: 'tell', type: 'sendNotification', profiles: [ids.renewMail] },
      ],
    },
    {
      ...common,
      name: names.groupTrigger,
      description: 'Sees the groups that the two triggers before it have set.',
      condition: {
        source: 'property',
        field: 'GROUP_NAME',
        operator: 'EQUALS',
        value: [names.ellipticGroup, names.renewGroup],
      },
      actions: [
        { id: 'profile', type: 'setRaProfile', raProfile: ids.raProfile },
        { id: 'owner', type: 'setOwner', owner: ids.owner },
        { id: 'tell', type: 'sendNotification', profiles: [ids.ownerNotice] },
      ],
    },
  ];
}

/** What the rules must come to for one certificate that is not in the inventory yet. */
export interface Expectation {
  readonly outcome: 'stored' | 'ignored';
  readonly triggers: readonly string[];
  readonly groups: readonly string[];
  readonly raProfile: string | null;
  /** The demo's user; undefined: whoever uploaded. */
  readonly owner: string | undefined;
  /** Values of the demo's custom attributes by name. */
  readonly attributes: Readonly<Record<string, string>>;
  readonly mailTo: readonly string[];
  readonly inEventLog: boolean;
}

/** @param environment value of the custom attribute in the request, which wins over the trigger's */
export function expectationOf(certificate: DemoCertificate, environment: string | undefined): Expectation {
  const { isEllipticCurve, rsaBits, notAfter } = certificate;
  if (rsaBits > 0 && rsaBits < leastRsaBits && notAfter < new Date(refusedBefore)) {
    return {
      outcome: 'ignored',
      triggers: [names.ignoreTrigger],
      groups: [],
      raProfile: null,
      owner: undefined,
      attributes: {},
      mailTo: [addresses.desk],
      inEventLog: false,
    };
  }
  const endsSoon = notAfter < new Date(renewedBefore);
  const isInGroup = isEllipticCurve || endsSoon;
  const marked = environment ?? (isEllipticCurve ? values.triggerEnvironment : undefined);
  return {
    outcome: 'stored',
    triggers: [
      ...(isEllipticCurve ? [names.ellipticTrigger] : []),
      ...(endsSoon ? [names.renewTrigger] : []),
      ...(isInGroup ? [names.groupTrigger] : []),
    ],
    groups: [...(isEllipticCurve ? [names.ellipticGroup] : []), ...(endsSoon ? [names.renewGroup] : [])],
    raProfile: isInGroup ? names.raProfile : null,
    owner: isInGroup ? names.owner : undefined,
    attributes: {
      ...(marked === undefined ? {} : { [names.environment]: marked }),
      ...(endsSoon ? { [names.reviewBy]: values.reviewBy } : {}),
    },
    mailTo: [...(endsSoon ? [addresses.renew] : []), ...(isInGroup ? [addresses.owner] : [])],
    inEventLog: isInGroup,
  };
}
