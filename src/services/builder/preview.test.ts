import { mailOf, startOf, stepOf } from '../../../test/support/definition';
import { itemValues as values } from '../../../test/support/item-values';
import { createDefinitionPreview } from './preview';

describe('B14: a preview on a real certificate', () => {
  const preview = createDefinitionPreview(values);
  const steps = [
    stepOf('End', 'end'),
    mailOf('Tell', 'End', '$(cn) $(ownerroleemail) $(newThumbprint) $(ownerroleemail|nobody)'),
    startOf('Renew'),
    stepOf('Renew', 'renew_certificate', { continue: 'Tell' }, { deploy: true }),
  ];

  it('fills every setting, step by step, and says what is known at run time only', async () => {
    const shown = await preview({ type: 'expiration' }, { steps }, 'c-web', {});
    expect(shown.item).toEqual({ kind: 'certificate', uuid: 'c-web', name: 'web' });
    expect(shown.steps.map(({ uniqueName }) => uniqueName)).toEqual(['Start', 'Renew', 'Tell', 'End']);
    expect(shown.steps[2]).toMatchObject({
      settings: { subject: 'S', message: 'web $(ownerroleemail) $(newThumbprint) nobody' },
      ...{ atRunTime: ['newThumbprint'], missing: ['ownerroleemail'] },
    });
  });

  it('does not count on a script for what the item has no value for', async () => {
    const script = stepOf('Run', 'custom_script', { continue: 'Tell' }, { scriptName: 'any', parameters: {} });
    const told = mailOf('Tell', 'End', '$(owner.mail) $(ticket)');
    const scripted = [startOf('Run'), script, told, stepOf('End', 'end')];
    const shown = await preview({ type: 'expiration' }, { steps: scripted }, 'c-web', {});
    expect(shown.steps[2]).toMatchObject({ atRunTime: ['ticket'], missing: ['owner.mail'] });
  });

  it('is of something that is there', async () => {
    await expect(preview({ type: 'expiration' }, { steps }, 'gone', {})).rejects.toMatchObject({
      code: 'validation_failed',
    });
  });
});
