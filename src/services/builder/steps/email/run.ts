import { attachedCertificate } from '../../../certificates/attached';
import { fillMail, type StepMail, type StepMailer } from '../../step-mail';
import { failedStep } from '../outcomes';
import type { StepRunner, StepWork } from '../step-runner';

export interface EmailStepDeps {
  readonly sendMail: StepMailer;
  /** DER of a certificate; undefined where it is gone. */
  readonly contentOf: (certificate: string) => Promise<Uint8Array | undefined>;
}

/** Mails to each recipient, or to the fallback recipients. The `Message-ID` follows from visit and recipient. */
export function createEmailRunner({ sendMail, contentOf }: EmailStepDeps): StepRunner {
  async function attachmentsOf({ instance, step }: StepWork) {
    const form = step.settings['attachCertificate'];
    const { item } = instance;
    if ((form !== 'pem' && form !== 'der') || item?.kind !== 'certificate') return [];
    const der = await contentOf(item.uuid);
    return der === undefined ? [] : [attachedCertificate(der, form)];
  }

  function filled({ step, values, content }: StepWork) {
    const { recipients = [], subject = '', message = '' } = step.settings as Partial<StepMail>;
    return fillMail({ recipients, subject, message }, values, content.unresolvedTokens);
  }

  return {
    code: 'email',

    preview(work) {
      const { to, subject, html } = filled(work);
      return { to, subject, message: html };
    },

    async run(work, signal) {
      const mail = filled(work);
      if (mail.missing.length > 0 && work.content.unresolvedTokens === 'fail') {
        return failedStep('token_unresolved', `There is no value for $(${mail.missing.join('), $(')}).`);
      }
      const sent = await sendMail(work.key, mail, signal, await attachmentsOf(work));
      if (sent.kind === 'failed') return sent;
      return {
        ...{ kind: 'done', outputs: { to: sent.to } },
        ...(sent.message === null ? {} : { message: sent.message }),
      };
    },
  };
}
