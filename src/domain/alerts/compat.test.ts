import { alertFields, handlerOf } from '../../../test/support/alert';
import type { AlertFields } from './alert';
import { compatFaults, compatWarnings, leavingFaults, toNative } from './compat';

const script = handlerOf('script', { runPer: 'recipient' });
const compat = (fields: Partial<AlertFields>) => alertFields({ semantics: 'compat', ...fields });

describe('compatFaults', () => {
  it.each<[string, Partial<AlertFields>, string[]]>([
    ['one script', { handlers: [script] }, []],
    ['H5: a second handler', { handlers: [script, handlerOf('event_log')] }, ['/handlers/1 single_handler']],
    ['a type that only native semantics has', { handlers: [handlerOf('webhook')] }, ['/handlers/0/type wrong_value']],
    ['a script once a certificate', { handlers: [handlerOf('script')] }, ['/handlers/0/runPer wrong_value']],
    [
      'an error branch',
      { handlers: [{ ...script, onError: { handlers: [], then: 'stop' } }] },
      ['/handlers/0/onError wrong_value'],
    ],
  ])('%s', (_, fields, expected) =>
    expect(compatFaults(compat(fields)).map(({ pointer, code }) => `${pointer} ${code}`)).toEqual(expected),
  );

  it('leaves native alerts alone', () =>
    expect(compatFaults(alertFields({ handlers: [script, handlerOf('email')] }))).toEqual([]));
});

describe('compatWarnings', () => {
  const codes = (fields: Partial<AlertFields>) => compatWarnings(compat(fields)).map(({ code }) => code);

  it('says how often a script will run, and names the way out', () => {
    const [warning] = compatWarnings(compat({ handlers: [script], recipients: ['a@x.example', 'b@x.example'] }));
    expect(warning).toMatchObject({ code: 'script_runs_per_recipient', pointer: '/handlers/0' });
    expect(warning?.detail).toContain('2 times a certificate; POST /alerts/{id}/convert');
    expect(codes({ handlers: [script], recipients: ['a@x.example'] })).toEqual([]);
  });

  it('says that an event logger leaves recipients without mail', () =>
    expect(codes({ handlers: [handlerOf('event_log')], recipients: ['a@x.example'] })).toEqual(['recipients_unused']));
});

describe('leavingFaults', () => {
  const before = compat({ handlers: [script], recipients: ['a@x.example'] });
  const native = (fields: Partial<AlertFields> = {}) => alertFields({ ...before, semantics: 'native', ...fields });
  it.each<[string, AlertFields, AlertFields, string[]]>([
    ['a script whose implied mail would end', before, native(), ['/semantics use_convert']],
    ['the mail alone', compat({ recipients: ['a@x.example'] }), native({ handlers: [] }), ['/semantics use_convert']],
    ['an email handler in its place', before, native({ handlers: [script, handlerOf('email')] }), []],
    ['nobody to send it to', { ...before, recipients: [] }, native(), []],
    ['an event logger, which sent none', { ...before, handlers: [handlerOf('event_log')] }, native(), []],
    ['staying in compatibility semantics', before, before, []],
    ['native before', native(), native(), []],
    ['from native to compatibility semantics', native(), before, []],
  ])('%s', (_, from, to, expected) =>
    expect(leavingFaults(from, to).map(({ pointer, code }) => `${pointer} ${code}`)).toEqual(expected),
  );
});

describe('toNative', () => {
  it('changes nothing of a native alert', () => {
    const native = alertFields({ handlers: [script] });
    expect(toNative(native)).toBe(native);
  });

  it('takes the whole lifetime, as before, whatever share was stored', () => {
    expect(toNative(compat({ lifetimeShare: null })).lifetimeShare).toBe(100);
    expect(toNative(compat({ lifetimeShare: 20 })).lifetimeShare).toBe(100);
  });

  it('adds no mail where there was nobody to send it to', () =>
    expect(toNative(compat({ handlers: [script] })).handlers).toMatchObject([
      { type: 'script', runPer: 'certificate' },
    ]));
});
