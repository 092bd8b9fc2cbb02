import fc from 'fast-check';
import { effectItemOf, effectOf, itemOf } from '../../../test/support/alert-work';
import { alertOf } from '../../../test/support/alert';
import { contextOf, fillText, textsOf } from './texts';

const at = effectItemOf('one', { item: itemOf('one', { tokens: { cn: ['<x>'] } }), variables: { ticket: 'T<1>' } });
const alert = alertOf({ subject: '{cn} $(ticket)', message: '<p>{cn} $(ticket)</p>' });

it('fills curly tokens, then variables, each escaped for where it stands', () =>
  expect(textsOf({ alert }, at)).toEqual({ subject: '<x> T<1>', message: '<p>&lt;x&gt; T&lt;1&gt;</p>', empty: [] }));

it('takes the texts of a handler in place of those of the alert, unless they are blank', () =>
  expect(textsOf({ alert }, at, { subject: 'own', message: '  ' })).toMatchObject({
    subject: 'own',
    message: '<p>&lt;x&gt; T&lt;1&gt;</p>',
  }));

it('names what has no value', () =>
  expect(fillText('{owner} $(gone)', { alert }, at, 'line')).toEqual({ text: '', empty: ['owner', 'gone'] }));

it('does not fill what a value brings in', () => {
  const evil = effectItemOf('one', { item: itemOf('one', { tokens: { cn: ['{dn}'], dn: ['secret'] } }) });
  expect(fillText('{cn}', { alert }, evil, 'text').text).toBe('{dn}');
});

it('never expands a token of either form that a value holds, in any mode', () => {
  const bait = fc.constantFrom('$(secret)', '{dn}', '$(gone|{dn})', '$$(secret)', '$(alert.id)', '$(', '{', ')', '}');
  const value = fc.array(fc.oneof(bait, fc.string()), { minLength: 1 }).map((parts) => parts.join(''));
  fc.assert(
    fc.property(value, value, (cn, own) => {
      const item = itemOf('one', { tokens: { cn: [cn], dn: ['hidden-dn'] } });
      const evil = effectItemOf('one', { item, variables: { own, secret: 'hidden-variable' } });
      const fill = (mode: 'text' | 'html' | 'line' | 'url' | 'json') =>
        fillText('a{cn}b$(own)c$(gone|{cn})d', { alert }, evil, mode).text;
      expect(fill('text')).toBe(`a${cn}b${own}c${cn}d`);
      expect(decodeURIComponent(fill('url'))).toBe(`a${cn}b${own}c${cn}d`);
      for (const mode of ['html', 'line', 'json'] as const) expect(fill(mode)).not.toMatch(/hidden-/);
    }),
  );
});

it('reads no variable for a certificate whose name is a token', () => {
  const item = itemOf('one', { tokens: { cn: ['$(reviewer)'] } });
  const evil = effectItemOf('one', { item, variables: { reviewer: 'eve' } });
  const told = alertOf({ subject: '{cn} of $(reviewer)', message: '<p>{cn}</p>' });
  expect(textsOf({ alert: told }, evil)).toMatchObject({
    subject: '$(reviewer) of eve',
    message: '<p>$(reviewer)</p>',
  });
});

it('keeps the spaces around tokens in a subject', () =>
  expect(fillText(' a {cn} $(ticket) b ', { alert }, at, 'line').text).toBe('a <x> T<1> b'));

it('escapes what is no text in HTML, too', () => {
  const list = effectItemOf('one', { variables: { list: ['<b>'] } });
  expect(fillText('$(list)', { alert }, list, 'html').text).toBe('[&#34;&lt;b&gt;&#34;]');
});

it('tells what is in the context, and leaves out what does not apply', () => {
  const one = contextOf(effectOf('webhook', {}, { items: [at], recipient: 'a@x.example' }));
  expect(one).toMatchObject({
    ...{ alert: { id: 'alert', threshold: 30 }, item: { id: 'one' }, recipient: 'a@x.example', sendEmail: true },
    ...{
      recipients: ['a@x.example'],
      vars: { ticket: 'T<1>' },
      event: { code: 'expiration', firingId: 'firing of one' },
    },
  });
  expect('items' in one).toBe(false);
  const many = contextOf(effectOf('webhook', {}, { items: [at, effectItemOf('two')] }));
  expect(many['items']).toMatchObject([{ id: 'one', threshold: 30 }, { id: 'two' }]);
  expect('item' in many || 'recipient' in many).toBe(false);
});
