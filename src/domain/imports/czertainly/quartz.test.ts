import { cronFault } from '../../values/cron';
import { fiveFields } from './quartz';

it.each([
  ['0 0 2 ? * 2-6', '0 2 * * 1-5'],
  ['0 0 * ? * *', '0 * * * *'],
  ['0 30 * ? * *', '30 * * * *'],
  ['0 0/15 * * * ?', '0,15,30,45 * * * *'],
  ['0 5/15 * * * ?', '5,20,35,50 * * * *'],
  ['0 0 22-2 * * ?', '0 0-2,22,23 * * *'],
  ['0 30 6 1 * ? *', '30 6 1 * *'],
  ['0 0 6 ? * MON-FRI', '0 6 * * 1-5'],
  ['0 0 0 ? * fri-mon', '0 0 * * 0,1,5,6'],
  ['0 0 0 1 NOV-FEB ?', '0 0 1 1,2,11,12 *'],
  ['0 0 0 28-3 * ?', '0 0 1-3,28-31 * *'],
  ['0 0 0 ? * 2/3', '0 0 * * 1,4'],
  ['0 0 0 ? * L', '0 0 * * 6'],
  ['0 0 0 1-31 * ?', '0 0 * * *'],
])('reads the Quartz line %s as %s', (line, expected) => {
  expect(fiveFields(line)).toBe(expected);
  expect(cronFault(expected)).toBeUndefined();
});

it.each(['10 0 6 * * ?', '0 0 6 1 * 2', '0 0 6 L * ?', '0 0 6 15W * ?', '0 0 6 ? * 6#3', '0 0 6 ? * 6L', '0 6 * * *'])(
  'reads nothing into %s',
  (line) => expect(fiveFields(line)).toBeUndefined(),
);
it.each(['0 0 6 * * ? 2030', '0 0 25 * * ?', '0 */0 6 * * ?', '', '0 0 6 * * ? * *', '* * * * * ?'])(
  'reads nothing into "%s"',
  (line) => expect(fiveFields(line)).toBeUndefined(),
);
