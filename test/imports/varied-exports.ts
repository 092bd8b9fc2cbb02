/** Exports in the shapes in which the two products, and clients of theirs, write them; the words are ours. */

const noop = (name: string, to?: string) => ({
  ...{ Id: `id-${name}`, DisplayName: name, UniqueName: name, ExtensionName: 'NOOPStep', Enabled: true },
  ...{ ConfigurationParameters: {}, Signals: [], Conditions: [], Outputs: to === undefined ? {} : { continue: to } },
});
const step = (name: string, to: string, ExtensionName: string, ConfigurationParameters: object) => ({
  ...{ ...noop(name, to), ExtensionName, ConfigurationParameters },
});

/** Answers a group of a directory, and tells its members: requests with parts of their secrets left out. */
const asking = {
  ...{ Id: 'w-ask', DisplayName: 'Tell the group', Description: 'by the directory', Key: '8', KeyDisplayName: 'Ends' },
  ...{ IsPublished: true, WorkflowType: 'Expiration', DraftVersion: 28, PublishedVersion: 28, Enabled: true },
  Steps: [
    step('SetName', 'GetGroup', 'PowerShell', {
      ScriptParameters: { wanted: '$(metadata:Team)' },
      ScriptContent: "param([string]$wanted)\r\nreturn @{ 'team' = $wanted }",
    }),
    noop('StartNOOP', 'SetName'),
    step('GetGroup', 'SendMail', 'OAuthRESTRequest', {
      ...{ Headers: { 'x-asked-by': ['us'] }, DataBucketProperty: 'Group', Verb: 'GET', client_id: null },
      ...{ client_secret: null, TokenEndpoint: null, scope: 'https://directory.example.org/.default', audience: '' },
      ...{ URL: 'https://directory.example.org/groups?$filter=name eq $(team)&$select=mail', RequestContent: '' },
      ContentType: 'application/json',
    }),
    step('SendMail', 'EndNOOP', 'Email', {
      ...{ Subject: '$(cn) ends', Message: '<p>$(expdate) $(MgrEmail.mail)</p>', Recipients: ['$(ownerroleemail)'] },
    }),
    noop('EndNOOP'),
  ],
};
/** Version 2, which was never published, with a step whose name begins with a digit. */
const renewing = {
  ...{ Id: 'w-renew', DisplayName: 'Renew', Description: null, WorkflowType: 'Expiration', Enabled: true },
  ...{ IsPublished: false, DraftVersion: 1, PublishedVersion: null, Keys: [{ Key: '8', KeyDisplayName: 'Ends' }] },
  Steps: [
    noop('StartNOOP', 'AutoRenewal'),
    step('AutoRenewal', '30DayNotice', 'ExpirationRenewal', { Template: '', CA: '', PushToCertStore: true }),
    step('30DayNotice', 'Retire', 'Email', { Subject: 's', Message: 'm', Recipients: ['pki@example.org'] }),
    step('Retire', 'EndNOOP', 'UpdateMetadata', { Name: 'Retired', Value: 'True' }),
    noop('EndNOOP'),
  ],
};
const alert = {
  ...{ Id: 8, DisplayName: 'Ends', Subject: null, Message: null, ExpirationWarningDays: 60, UseWorkflows: true },
  ...{ WorkflowId: 'w-ask', WorkflowName: 'Tell the group', RegisteredEventHandler: null, Recipients: null },
  ...{ CertificateQuery: { Id: 3, Name: 'Web' }, EventHandlerParameters: [], Schedule: null },
};

export const keyfactorExport = {
  Collections: [
    {
      ...{ Id: 3, Name: 'Web', Description: '', DuplicationField: 0, ShowOnDashboard: false, Favorite: false },
      Content: '( CN -contains "web" AND CertState -eq "1" AND ExpirationDate -le "%TODAY+3%" )',
    },
  ],
  MetadataFields: [
    { Id: 1, Name: 'Team', DataType: 1, Hint: '', Enrollment: 0, DisplayOrder: 1 },
    { Id: 2, Name: 'Retired', DataType: 4, Hint: 'no longer used', DefaultValue: 'False' },
  ],
  ExpirationAlerts: [alert],
  IssuedCertAlerts: [],
  DeniedCertAlerts: [
    {
      ...{ Id: 1, DisplayName: 'Refused', Subject: 'no: {cn}', Message: '{cmnt}', Recipients: ['{requester:mail}'] },
      ...{ TemplateId: null, Template: null, RegisteredEventHandler: { Id: null, UseHandler: false } },
    },
  ],
  PendingCertAlerts: [],
  Networks: [{ Name: 'inside', Discover: { Daily: { Time: '2024-01-01T02:00:00Z' } } }],
  WorkflowDefinitions: [asking, renewing],
  BuiltInReports: [],
  CustomReports: [],
  SecurityRoles: [{ Name: 'Operators', Permissions: [] }],
};

const resource = 'certificates';
const page = (items: readonly object[], member = 'items') => ({
  ...{ itemsPerPage: 100, pageNumber: 1, totalPages: 1, totalItems: items.length },
  [member]: items,
});
const weak = {
  ...{ uuid: 'c-weak', name: 'weak', description: '', type: 'checkField', resource },
  items: [{ fieldSource: 'property', fieldIdentifier: 'KEY_SIZE', operator: 'LESSER', value: 2048 }],
};
const rule = { uuid: 'r-weak', name: 'weak keys', description: null, resource, conditions: [weak] };
const execution = {
  ...{ uuid: 'e-team', name: 'name the team', type: 'setField', resource },
  items: [{ fieldSource: 'custom', fieldIdentifier: 'team|STRING', data: [{ data: 'crypto' }] }],
};
const trigger = {
  ...{ uuid: 't-weak', name: 'Weak keys', description: '', type: 'event', resource, event: 'certificate_uploaded' },
  ignoreTrigger: false,
};

export const czertainlyExport: readonly unknown[] = [
  page([{ uuid: 'g-crypto', name: 'Crypto', description: null, email: null, customAttributes: [] }]),
  [
    {
      ...{ uuid: 'a-team', name: 'team', description: '', type: 'custom', contentType: 'string' },
      ...{ resources: ['certificates'], enabled: true, properties: { label: 'Team', visible: true, group: null } },
    },
  ],
  page([{ uuid: 'p-web', name: 'Web', enabled: true, authorityInstanceUuid: 'x', authorityInstanceName: 'Somewhere' }]),
  page([
    {
      ...{ uuid: 'n-owner', name: 'Owner', description: null, version: 2, recipientType: 'owner', recipients: [] },
      ...{ internalNotification: true, frequency: 'P1D', repetitions: 3, notificationInstance: null },
      eventDataCategories: null,
    },
  ]),
  // The list, without details, and the trigger itself.
  [trigger],
  {
    ...trigger,
    rules: [rule],
    actions: [{ uuid: 'x-team', name: 'team', resource, executions: [execution] }],
  },
  { eventsMapping: { certificate_uploaded: ['t-weak'], certificate_expiring: [] } },
  page(
    [
      {
        ...{ uuid: 'j-status', jobName: 'updateCertificateStatusJob', cronExpression: '0 0 * ? * *', enabled: true },
        ...{ oneTime: false, system: true, jobType: 'com.czertainly.core.tasks.UpdateCertificateStatusTask' },
      },
      {
        uuid: 'j-own',
        jobName: 'nightly',
        cronExpression: '0 0 2 ? * MON',
        enabled: true,
        oneTime: false,
        system: false,
      },
    ],
    'scheduledJobs',
  ),
];

/** One value with members in other capitals: what clients in other languages write. */
export function recased(value: unknown, change: (member: string) => string): unknown {
  if (Array.isArray(value)) return value.map((one) => recased(one, change));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([member, inner]) => [change(member), recased(inner, change)]));
}

export const camel = (member: string) => member.charAt(0).toLowerCase() + member.slice(1);
export const pascal = (member: string) => member.charAt(0).toUpperCase() + member.slice(1);
