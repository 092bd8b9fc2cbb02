import type { Firing } from '../../domain/firings/firing';
import { explainFiring } from '../../domain/firings/reasons';
import { systemActor, type Actor } from '../../domain/identity/actor';
import { events, type EventCode } from '../../domain/events/catalogue';
import { openDryRun, rehearsed, type DryRun, type DryRunDeps } from '../../services/triggers/dry-run';
import type { DryRunSubjects, FoundSubject } from '../../services/triggers/dry-run-subject';
import { decodeCertificateField } from '../../x509/certificate-field';
import { toTriggerResult, whyOf, type TriggerResultParts } from '../events/history-view';
import { defineRoute, type Route } from '../http/route';
import { readChosen, type ChosenDeps } from './chosen';
import { dryRunInput, dryRunView, type DryRunInput } from './dry-run-schemas';
import { refuseMissing } from './routes';

export interface DryRunRouteDeps extends ChosenDeps, DryRunDeps {
  readonly subjects: DryRunSubjects;
}

/** Trying triggers without any effect. */
export function createDryRunRoute(deps: DryRunRouteDeps): Route {
  return defineRoute({
    method: 'post',
    path: '/triggers/dry-run',
    operationId: 'testTriggers',
    tag: 'Triggers',
    summary: 'Test triggers on a certificate without doing anything',
    description:
      'Tries the triggers in effect, a trigger set, or triggers that are not saved on a stored certificate, a pasted one or what a past firing was about. ' +
      'The answer says of each comparison what it looked at and why it held or not, and what the actions would do. ' +
      'Nothing is stored, counted, sent or started.',
    permission: 'triggers:read',
    budget: 'search',
    mayBeMissing: true,
    body: dryRunInput,
    responses: { 200: { description: 'What would happen', schema: dryRunView } },
    async handle({ body, caller }) {
      if (body.firing !== undefined) refuseMissing(caller, ['event-history:read']);
      const dryRun = await openDryRun(deps, body.event, await readChosen(deps, body, caller));
      const now = deps.now();
      const { settings, directory } = dryRun.rules;
      const by = { actor: caller.actor, permissions: caller.permissions };
      const found = await deps.subjects.find(body.event, wantedSubject(body), by, settings, now);
      const at = body.at ?? found.firing?.occurredAt ?? now;
      const particulars = body.particulars ?? found.firing?.particulars;
      const run = dryRun.run(found.subject, {
        ...{ at, particulars, actor: actorOf(body.event, found.firing, caller.actor) },
      });
      const parts = {
        sets: run.sets,
        deliveries: [],
        attributesByName: directory.attributesByName,
        usernameOf: (uuid: string) => directory.users.get(uuid)?.username ?? null,
        isConcealed: false,
      };
      return { status: 200, body: { event: body.event, at, ...toView(run, found, parts) } };
    },
  });
}

function wantedSubject({ certificate, objectUuid, pem, firing }: DryRunInput) {
  return { object: certificate ?? objectUuid, firing, content: pem === undefined ? pem : decodeCertificateField(pem) };
}

/** Who would have caused it: of an upload whoever asks, of most others the product itself. */
function actorOf(event: EventCode, firing: Firing | null, caller: Actor): Actor {
  return firing?.actor ?? (events[event].hasStagedFields ? caller : systemActor);
}

function toView({ sets, decision }: DryRun, { subject, uuid, note }: FoundSubject, parts: TriggerResultParts) {
  const { outcome, withErrors, triggers } = decision;
  return {
    subject: { resource: subject.resource, uuid, name: subject.name, note },
    ...{ outcome, withErrors },
    explain: explainFiring(rehearsed(decision), (result) => whyOf(result, parts), true),
    policy: sets.policy,
    onConditionError: sets.onConditionError,
    sets: sets.places,
    triggers: triggers.map((result) => toTriggerResult(result, parts)),
  };
}
