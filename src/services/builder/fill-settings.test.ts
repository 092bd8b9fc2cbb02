import { fillSettings } from './fill-settings';

const values = { cn: 'web', n: 3, deep: '$(cn)' };

it('fills the members that may hold tokens, and no others', () => {
  const settings = { text: 'of $(cn)', count: '$(n)', script: 'echo $(cn)', inner: { a: '$(cn)', b: '$(cn)' } };
  expect(
    fillSettings(settings, { templates: ['text', 'count', 'inner.a', 'not.there', 'text.x'] }, values, 'fail'),
  ).toEqual({
    settings: { text: 'of web', count: 3, script: 'echo $(cn)', inner: { a: 'web', b: '$(cn)' } },
    missing: [],
  });
});

it('tells what has no value, and takes nothing that a value holds for a token', () => {
  expect(fillSettings({ text: '$(deep) $(gone)' }, { templates: ['text'] }, values, 'empty')).toEqual({
    settings: { text: '$(cn) ' },
    missing: ['gone'],
  });
});

it('takes whom a token does not name for nobody, and knows what a step itself gives later', () => {
  const kind = { templates: ['to', 'mail'], addressees: ['to', 'mail.to'], late: { mail: ['said'] } };
  const settings = { to: ['$(owner.mail)', 'a@x.test'], mail: { to: ['$(gone)'], text: '$(said) $(lost)' } };
  expect(fillSettings(settings, kind, values, 'empty')).toEqual({
    settings: { to: ['', 'a@x.test'], mail: { to: [''], text: ' ' } },
    missing: ['lost'],
  });
});
