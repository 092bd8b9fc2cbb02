import { isPlainObject } from '../../../../domain/values/json';
import { lookupIn } from '../../../../domain/values/tokens';
import { fieldNames } from '../request-step';
import type { StepRunner } from '../step-runner';

/** Changes the fields as variables; the Enroll step sends them. */
export const updateEnrollmentFieldRunner: StepRunner = {
  code: 'update_enrollment_field',

  async run({ settings, values }) {
    const name = String(settings['name']);
    const found = lookupIn(values)(fieldNames[0]);
    const { [name]: before, ...others } = isPlainObject(found) ? found : {};
    const isRemoved = settings['remove'] === true;
    const fields = isRemoved ? others : { ...others, [name]: settings['value'] };
    return {
      kind: 'done',
      // By both names, so that whichever a later step uses is the present one.
      variables: Object.fromEntries(fieldNames.map((one) => [one, fields])),
      outputs: { name, before: before ?? null, ...(isRemoved ? {} : { after: settings['value'] ?? null }) },
    };
  },
};
