import type { CertificateFacts } from '../../domain/certificates/certificate';
import { messageData } from '../../domain/triggers/uploader-message';
import { checkMessage, renderMessage } from './message';

const facts = {
  commonName: 'web.test',
  subjectAlternativeNames: ['dNSName:web.test', 'dNSName:a\r\nb.test'],
  notAfter: new Date('2031-01-01T00:00:00.000Z'),
  keySize: 1024,
} as unknown as CertificateFacts;
const known = messageData({ name: 'No test names' }, { name: 'ursula' }, facts);
const unknown = messageData({ name: 'No test names' }, { name: 'ursula' }, null);

describe('renderMessage', () => {
  it.each<[string, string, Record<string, unknown>, string | undefined]>([
    ['a fact', '{{ certificate.commonName }} ends in .test', known, 'web.test ends in .test'],
    [
      'names and a time',
      '{{ trigger.name }}, {{ uploader.name }}: {{ certificate.notAfter }}',
      known,
      'No test names, ursula: 2031-01-01T00:00:00Z',
    ],
    [
      'a loop over text that is made visible',
      '{% for n in certificate.subjectAlternativeNames %}[{{ n }}]{% endfor %}',
      known,
      '[dNSName:web.test][dNSName:a\\u000d\\u000ab.test]',
    ],
    [
      'a certificate that is not known any more',
      'Use another name{% if certificate.commonName %} than {{ certificate.commonName }}{% endif %}.',
      unknown,
      'Use another name.',
    ],
    ['nothing', '  {{ certificate.commonName }} ', unknown, undefined],
    [
      'too much',
      '{% for i in (1..99) %}{{ certificate.subjectAlternativeNames }}{% endfor %}',
      known,
      expect.stringMatching(/^.{999}…$/s),
    ],
    ['too long a loop', '{% for i in (1..100000000) %}x{% endfor %}', known, undefined],
  ])('%s', (_name, template, data, text) => expect(renderMessage(template, data)).toEqual(text));
});

describe('checkMessage', () => {
  it.each([
    ['a fact', '{{ certificate.commonName | upcase }}', []],
    ['what nothing fills', '{{ data.subjectDn }}', ['There is no placeholder data.subjectDn.']],
    ['what an upload does not have yet', '{{ certificate.state }}', ['There is no placeholder certificate.state.']],
    ['an include', "{% include 'x' %}", ['The tag include is not available in notification templates.']],
    ['a prototype', '{{ certificate.constructor.name }}', ['There is no placeholder certificate.constructor.name.']],
  ])('%s', (_name, template, details) => expect(checkMessage(template).map(({ detail }) => detail)).toEqual(details));
});
