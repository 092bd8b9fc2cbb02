import { expectedOneOf } from './permissible';

describe('expectedOneOf', () => {
  const statuses = ['running', 'finished', 'finished_with_errors', 'failed'];

  it.each<[unknown, readonly unknown[], string]>([
    ['faild', statuses, 'one of failed, finished, running, finished_with_errors is expected'],
    ['FINISHED', statuses, 'one of finished, failed, running, finished_with_errors is expected'],
    [7, statuses, 'one of running, finished, finished_with_errors, failed is expected'],
    ['ture', ['true', 'false'], 'one of true, false is expected'],
    ['x', ['only'], 'only is expected'],
    ['x'.repeat(1_000_000), [1, true, null], 'one of 1, true, null is expected'],
  ])('%j among %j', (sent, permissible, text) => expect(expectedOneOf(sent, permissible)).toBe(text));

  it('says how many more there are', () => {
    const many = Array.from({ length: 42 }, (_, index) => `value-${index}`);
    const text = expectedOneOf('value-41', many);
    expect(text).toMatch(/^one of value-41, value-\d/);
    expect(text).toMatch(/ and 2 more is expected$/);
    expect(text.split(', ')).toHaveLength(40);
  });
});
