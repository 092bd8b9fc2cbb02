import type { ValidationStore } from '../../store/validation/validations';
import type { BackFillWork } from '../work/back-fill';

const pageSize = 500;

/** Makes certificates of an earlier release due for their first check. May be broken off and done by several at once. */
export function scheduleFill(validations: Pick<ValidationStore, 'schedule'>): BackFillWork {
  return {
    done: 'certificates of an earlier release are due for validation',
    async run({ pace, signal, note }) {
      let certificates = 0;
      while (!signal.aborted) {
        const done = await validations.schedule(pageSize);
        if (done === 0) return;
        certificates += done;
        note({ certificates });
        await pace.rest();
      }
    },
  };
}
