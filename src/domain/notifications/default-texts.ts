import { events, findEvent, isEventCode, type EventCode } from '../events/catalogue';
import type { IncludedFacts } from '../events/envelope';
import type { Channel } from './profile';

/** Liquid sources of one notice. `html` only where the channel has it; every output in it is escaped. */
export interface NoticeTexts {
  readonly subject: string;
  readonly body: string;
  readonly html?: string;
}

/** A line of a notice, or a row of its table: Liquid of a value, shown when `when` (a Liquid condition) holds. */
export interface Fact {
  readonly label: string;
  readonly value: string;
  readonly when: string;
}

/** Of what a certificate says of itself; what only the event knows has its label there. */
const labels: Readonly<Record<string, string>> = {
  subjectDn: 'Subject',
  issuerDn: 'Issuer',
  serialNumber: 'Serial number',
  fingerprint: 'Fingerprint',
  raProfileName: 'RA profile',
  notBefore: 'Not before',
  expiresAt: 'Not after',
};

/** A monitored certificate that is over was not replaced: somebody would have heard nothing otherwise. */
const unreplaced = '{% if monitoring and timeLeft == "expired" %} and not replaced{% endif %}';
const left = `{% if timeLeft != nil %}, {{ timeLeft }}${unreplaced}{% endif %}`;
const rejection = '{% if rejected %} and rejected{% endif %}';
/** `Certificate action performed (revoke, failed)`: what happened, where the name alone does not say it. */
const title = `{{ eventName }}{% if happened != nil %} ({{ happened }}){% endif %}${rejection}`;
const headline = `${title}: {{ subject }}${left}`;
/** In a list of mails only the beginning is seen: which certificate, and how long it has. */
const mailSubject = `{% if name != nil %}{{ name }}${left}: ${title}{% else %}${headline}{% endif %}`;
/** Payload fields that are moments. */
const moments = ['notBefore', 'expiresAt'];
/** `2030-01-31T09:00:00Z` as people write it. */
const forPeople = ' | replace: "T", " " | replace: "Z", " UTC"';
/** What stands below the facts of every event. */
const occurrence: readonly Fact[] = [
  { label: 'When', value: `{{ occurredAt${forPeople} }}`, when: 'occurredAt != nil' },
  { label: 'By', value: '{{ actor.name }}', when: 'actor.name != nil' },
];
/** What the link to the page of a notice is called. */
export const detailsLabel = 'Details';
const links: readonly Fact[] = [
  { label: detailsLabel, value: '{{ links.firing }}', when: 'links.firing != nil' },
  { label: 'Run', value: '{{ links.run }}', when: 'links.run != nil' },
];

/** Below the link of a mail whose reader decides by it. */
const power =
  'With this link you decide without signing in. Whoever has it decides in your name: do not forward this message.';

const namesShown = 20;
const more = `{% if data.remainingNameCount == nil %} and more{% elsif data.remainingNameCount > ${namesShown} %}, {{ data.remainingNameCount }} in all{% endif %}`;

/** What whoever has to renew a certificate wants to know. */
const renewal: readonly Fact[] = [
  {
    label: 'Still covered by nobody',
    value: `{{ data.remainingNames | slice: 0, ${namesShown} | join: ", " | replace: "dNSName:", "" }}${more}`,
    when: 'data.remainingNames.size > 0',
  },
  {
    label: 'No newer certificate is for',
    value: '{{ data.lostPurposes | join: ", " }}',
    when: 'data.lostPurposes.size > 0',
  },
  listOf('Names', 'certificate.subjectAlternativeNames'),
  {
    label: 'How to renew',
    value: '{% for note in renewalNotes %}{{ note }}{% unless forloop.last %}\n{% endunless %}{% endfor %}',
    when: 'renewalNotes.size > 0',
  },
];

const pairs = (list: string) =>
  `{% for pair in ${list} %}{{ pair[0] }}: {{ pair[1] | join: ", " }}{% unless forloop.last %}; {% endunless %}{% endfor %}`;
/** What a profile may include. Its placeholders exist only where it does. */
const inclusions: readonly (Fact & { readonly member: keyof IncludedFacts })[] = [
  { member: 'owner', label: 'Owner', value: '{{ included.owner }}', when: 'included.owner != nil' },
  {
    member: 'groups',
    label: 'Groups',
    value: '{{ included.groups | join: ", " }}',
    when: 'included.groups.size > 0',
  },
  { member: 'raProfile', label: 'RA profile', value: '{{ included.raProfile }}', when: 'included.raProfile != nil' },
  {
    member: 'customAttributes',
    label: 'Custom attributes',
    value: pairs('included.customAttributes'),
    when: 'included.customAttributes != empty',
  },
  { member: 'metadata', label: 'Metadata', value: pairs('included.metadata'), when: 'included.metadata != empty' },
];

/**
 * The text of an event on a channel when the profile has none of its own: names event and subject, the days left where
 * dates are known, what the profile includes, and where the run is found. An event code of a later version gets the text without payload lines.
 */
export function defaultTexts(event: string, channel: Channel, included: IncludedFacts = {}): NoticeTexts {
  if (channel === 'eventLog' || channel === 'webhook')
    return { subject: headline, body: `${headline}, {{ links.firing }}` };
  const facts = [...factsOfSubject(event), ...inclusions.filter(({ member }) => included[member] !== undefined)];
  const body = `${headline}\n\n${[...facts, ...occurrence, ...links].map(line).join('')}`;
  if (channel !== 'email') return { subject: headline, body };
  const asks = event === 'approval_requested';
  return {
    subject: isEventCode(event) ? mailSubject : headline,
    body: asks ? `${body}{% if links.decides %}\n${power}\n{% endif %}` : body,
    html: htmlOf(facts, asks ? `{% if links.decides %}<p style="margin:8px 0 0 0">${power}</p>\n{% endif %}` : ''),
  };
}

/** What every notice of an event tells people of its subject; nothing for an event code of a later version. */
export function factsOfSubject(event: string): readonly Fact[] {
  const definition = findEvent(event);
  if (definition === undefined) return [];
  return [...factsOf(definition.code), ...(definition.callsForRenewal ? renewal : [])];
}

function factsOf(event: EventCode): readonly Fact[] {
  const { payloadFields, particulars } = events[event];
  const rows = new Map(particulars.map((row) => [row.field, row]));
  return payloadFields.flatMap((field) => {
    const particular = rows.get(field);
    const label = particular === undefined ? labels[field] : particular.label;
    if (label === undefined) return [];
    if (particular?.collection) return [listOf(label, `data.${field}`)];
    const isMoment = moments.includes(field) || particular?.type === 'DATETIME';
    const plain = `{{ data.${field}${isMoment ? forPeople : ''} }}`;
    const { told } = particular ?? {};
    const others = Object.entries(told?.as ?? {}).map(([code, words]) => `{% when "${code}" %}${words}`);
    const value =
      told === undefined ? plain : `{% case data.${told.field} %}${others.join('')}{% else %}${plain}{% endcase %}`;
    return [{ label, value, when: `data.${field} != nil` }];
  });
}

function listOf(label: string, list: string): Fact {
  return { label, value: `{{ ${list} | slice: 0, ${namesShown} | join: ", " }}`, when: `${list}.size > 0` };
}

function line({ label, value, when }: Fact): string {
  return `{% if ${when} %}${label}: ${value}\n{% endif -%}\n`;
}

const font = 'font-family:Helvetica,Arial,sans-serif;font-size:14px;line-height:1.4;color:#1f2933';
const cell = 'padding:4px 12px 4px 0;vertical-align:top;text-align:left';

/** A headline and a table of facts. Styles are inline and nothing is fetched, so every mail program shows the same. */
function htmlOf(facts: readonly Fact[], end: string): string {
  const row = ({ label, value, when }: Fact) =>
    `{% if ${when} %}<tr><th style="${cell};font-weight:600;white-space:nowrap">${label}</th>` +
    `<td style="${cell};word-break:break-word;white-space:pre-line">${value}</td></tr>\n{% endif -%}\n`;
  const link = ({ label, value, when }: Fact) =>
    `{% if ${when} %}<p style="margin:0 0 4px 0">${label}: <a href="${value}" style="color:#1d4ed8">${value}</a></p>\n{% endif -%}\n`;
  return (
    `<div style="${font}">\n<h1 style="font-size:18px;margin:0 0 12px 0;word-break:break-word">${headline}</h1>\n` +
    `<table role="presentation" style="border-collapse:collapse;margin:0 0 12px 0;${font}">\n` +
    `${[...facts, ...occurrence].map(row).join('')}</table>\n${links.map(link).join('')}${end}</div>\n`
  );
}
