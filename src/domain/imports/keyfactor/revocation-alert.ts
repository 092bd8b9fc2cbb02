import type { MappingContext } from '../foreign-kind';
import type { Place } from '../ledger';
import { mapped } from '../options';
import { alertOf, scheduleOf } from './alert';

const [defaultDays, defaultHours] = [7, 48];

/** Monitoring of a revocation list or responder. It writes every check to the log, and mails beside it. */
const monitoring = alertOf({
  ...{
    kind: 'RevocationMonitoring',
    code: 'revocation_monitoring',
    lists: ['RevocationMonitoring', 'Monitoring'],
    looksUp: [],
  },
  fits: (value) => 'Dashboard' in value && 'Email' in value && ('EndpointType' in value || 'Location' in value),
  own(item, context) {
    const email = item.at('Email');
    const isMailed = email.at('EnableReminder', 'EnableReminders').flag() ?? true;
    const recipients = [...email.at('Recipients').texts()];
    if (recipients.length > 0 && !isMailed) {
      email.at('Recipients').note('reminder_off', 'mail was switched off there: the handler for it is disabled');
    }
    item.note(
      'native_semantics',
      'it writes to the log and mails as well, which compatibility semantics keeps for one handler',
    );
    return {
      semantics: 'native',
      ...{
        recipients,
        subject: 'Revocation endpoint is {state}',
        message: '<p>{url} ({endpointtype}): {state}. {detail}</p>',
      },
      endpoint: endpointOf(item, context),
      warningDays: email.at('WarningDays').whole() ?? defaultDays,
      warningHours: item.at('Dashboard').at('WarningHours').whole() ?? defaultHours,
      logEvery: 'check',
      schedule: scheduleOf(item, context),
      handlers: [
        { type: 'event_log', name: 'Event log', settings: {} },
        ...(recipients.length === 0 ? [] : [{ type: 'email', name: 'Mail', enabled: isMailed, settings: {} }]),
      ],
    };
  },
});

export const revocationAlertKind = {
  ...monitoring,
  map(item: Place, context: MappingContext) {
    const address = item.at('Location', 'Url', 'URL');
    if (/^https?:\/\//i.test(String(address.peek))) {
      const isAnswerable = !isResponder(item) || issuerOf(item, context) !== undefined;
      if (isAnswerable) return monitoring.map(item, context);
      const detail = `a responder is asked for the certificates of one CA: name its certificate in issuerMap ("${String(address.peek).slice(0, 200)}": "<uuid, SHA-256 fingerprint or name>")`;
      address.note('issuer_unknown', detail);
      return null;
    }
    address.refuse('url_scheme', 'addresses of revocation lists and responders begin with http:// or https:// here');
    return null;
  },
};

function isResponder(item: Place): boolean {
  const { peek } = item.at('EndpointType');
  return ['ocsp', '2'].includes(String(peek).trim().toLowerCase());
}

/** The CA certificate of a responder, as documents name it: by the map, or because the file has the certificate. */
function issuerOf(item: Place, { options, fingerprintOf }: MappingContext): string | undefined {
  const address = item.at('Location', 'Url', 'URL');
  const keys = [address, item.at('Id'), item.at('DisplayName', 'Name')].map(({ peek }) => String(peek));
  const wanted = mapped(options.issuerMap, ...keys);
  if (wanted !== undefined) return wanted;
  const { peek: content } = item.at('OCSPParameters', 'OcspParameters').at('CertificateContents');
  return typeof content === 'string' ? fingerprintOf(content) : undefined;
}

function endpointOf(item: Place, context: MappingContext): object {
  item.at('EndpointType').text();
  const url = item.at('Location', 'Url', 'URL').text() ?? '';
  if (!isResponder(item)) return { type: 'crl', url };
  const issuer = issuerOf(item, context);
  item.at('OCSPParameters', 'OcspParameters').at('CertificateContents').take();
  return { type: 'ocsp', url, issuerCertificateId: issuer };
}
