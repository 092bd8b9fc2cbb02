import { createHash } from 'node:crypto';
import { profileLifetimeSeconds } from '../../../domain/authorities/profile-check';
import type { CertificateOrder, OrderState, OrderStep } from '../../../domain/authorities/authority';
import type { AuthorityInstance } from '../../../domain/authorities/instance';
import type { StepCaSettings } from '../../../domain/authorities/step-ca-settings';
import { readCertificationRequest } from '../../../x509/certification-request';
import { pemOf } from '../../../x509/pem-writer';
import { AuthorityFault, isObject } from '../authority-fault';
import { readChain, refuseOther, type Delivered } from '../delivered';
import type { Provisioners } from './provisioners';
import { toldByServer, type StepCaRequests } from './requests';
import { writeToken } from './tokens';

export interface StepCaOrdersDeps {
  readonly ask: StepCaRequests;
  readonly provisioners: Pick<Provisioners, 'get' | 'forget'>;
  readonly now: () => Date;
}

/** How often a server may fail, and say so, before an order is given up. */
const mostFailures = 8;
/** The kinds of names that a token can speak of. */
const kinds = /^(?:dNSName|iPAddress|rfc822Name|uniformResourceIdentifier):(.+)$/;

/**
 * Orders certificates with one-time tokens. The id of a token is made from the order's key, and the server takes an id
 * once, so that however often an order is repeated, it is signed once at most. The server cannot be asked what it has
 * signed: where its answer was lost, the order ends as `outcome_unknown`. A renewal and a rekey are orders like any other,
 * because its own paths for them want the private key of the certificate, which we do not have.
 */
export function createStepCaOrders({ ask, provisioners, now }: StepCaOrdersDeps) {
  async function sign(
    instance: AuthorityInstance,
    settings: StepCaSettings,
    order: CertificateOrder,
    attempt: number,
    beforeAsking: () => Promise<void>,
  ): Promise<Delivered> {
    const names = namesOf(order.names);
    const provisioner = await provisioners.get(instance, settings);
    const path = '/1.0/sign';
    const token = writeToken(
      provisioner,
      {
        audience: `${new URL(settings.url).origin}${path}`,
        subject: readCertificationRequest(order.csr).subject.commonName ?? names[0]!,
        id: tokenIdOf(instance.uuid, order.key, attempt),
        names,
      },
      now(),
    );
    const lifetime = lifetimeOf(order);
    const { fields = {} } = order;
    const body = {
      csr: pemOf('CERTIFICATE REQUEST', Buffer.from(order.csr)),
      ott: token,
      ...(lifetime === null ? {} : { notAfter: `${lifetime}s` }),
      // `.Insecure.User` of the provisioner's template; one without a template of its own takes no notice of it.
      ...(Object.keys(fields).length === 0 ? {} : { templateData: fields }),
    };
    await beforeAsking();
    const { json } = await ask(settings.url, { what: 'sign the request', method: 'POST', path, body });
    const { certChain } = isObject(json) ? json : {};
    const chain = readChain(Buffer.from(Array.isArray(certChain) ? certChain.join('\n') : ''));
    refuseOther(chain, order);
    return chain;
  }

  return async function advance(
    instance: AuthorityInstance,
    settings: StepCaSettings,
    order: CertificateOrder,
    stored: OrderState | null,
    save: (state: OrderState) => Promise<void>,
  ): Promise<OrderStep> {
    const { attempt, isAsked } = readState(stored);
    let isSent = false;
    const beforeAsking = async () => {
      await save({ attempt, isAsked: true });
      isSent = true;
    };
    try {
      return { kind: 'issued', ...(await sign(instance, settings, order, attempt, beforeAsking)) };
    } catch (error) {
      if (!(error instanceof AuthorityFault)) throw error;
      const { code, message, isFinal, more } = error;
      if (code === 'unauthorized') {
        provisioners.forget(instance);
        // It does not say of a token that it was used before.
        if (isAsked) return lost;
      }
      if (isFinal) return { kind: 'refused', code, message };
      // The token is used up, and there is no certificate: only then another one follows. Whatever else went wrong, also
      // when it was sent before and nobody knows what came of that, the same one is sent again.
      if (isSent && !isAsked && more.type === toldByServer) {
        if (attempt >= mostFailures) return { kind: 'refused', code, message };
        await save({ attempt: attempt + 1, isAsked: false });
      }
      throw error;
    }
  };
}

const lost: OrderStep = {
  kind: 'refused',
  code: 'outcome_unknown',
  message:
    'The authority was asked before, and its answer was lost. It may have issued a certificate that nobody has. Nothing was asked for twice; ask for the certificate anew.',
};

function readState(state: OrderState | null): { readonly attempt: number; readonly isAsked: boolean } {
  const { attempt, isAsked } = state ?? {};
  return { attempt: typeof attempt === 'number' ? attempt : 1, isAsked: isAsked === true };
}

function tokenIdOf(authority: string, key: string, attempt: number): string {
  return createHash('sha256').update(`certloom ${authority} ${key} ${attempt}`).digest('hex');
}

function namesOf(names: readonly string[]): string[] {
  if (names.length === 0) throw new AuthorityFault('names_refused', 'The request has no alternative names.', true);
  return [...new Set(names)].map((name) => {
    const [, value] = kinds.exec(name) ?? [];
    if (value !== undefined) return value;
    throw new AuthorityFault('names_refused', `A step-ca authority does not issue for ${name}.`, true);
  });
}

function lifetimeOf({ lifetimeSeconds, certificateProfile }: CertificateOrder): number | null {
  if (lifetimeSeconds !== null) return lifetimeSeconds;
  return certificateProfile === null ? null : profileLifetimeSeconds(certificateProfile);
}
