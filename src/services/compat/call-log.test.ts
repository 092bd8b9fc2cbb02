import type { CallRecord } from '../../domain/compat/call-record';
import { createCallLog } from './call-log';

const call = { requestId: 'r1' } as CallRecord;

it('stores behind the answer, and tells when all is stored', async () => {
  const stored: CallRecord[] = [];
  let write: () => void = () => undefined;
  const add = (one: CallRecord) => new Promise<void>((resolve) => (write = () => resolve(void stored.push(one))));
  const log = createCallLog({ store: { add }, logger: { warn: jest.fn() } });
  log.note(call);
  const settled = log.settled();
  expect(stored).toEqual([]);
  write();
  await settled;
  expect(stored).toEqual([call]);
});

it('tells of what it could not store, and goes on', async () => {
  const warn = jest.fn();
  const log = createCallLog({ store: { add: () => Promise.reject(new Error('away')) }, logger: { warn } });
  log.note(call);
  await log.settled();
  expect(warn).toHaveBeenCalledWith(expect.objectContaining({ requestId: 'r1' }), expect.any(String));
});
