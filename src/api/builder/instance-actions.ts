import { randomUUID } from 'node:crypto';
import type { DefinitionType } from '../../domain/builder/definition';
import { isReservedName } from '../../domain/builder/tokens';
import { isStartOf, type InstanceItem, type OpenSignal } from '../../domain/builder/instance';
import type { InstanceState } from '../../domain/builder/visit-state';
import { CertloomError } from '../../domain/problem';
import type { InstanceControls } from '../../services/builder/controls';
import { digestOf, type Signals } from '../../services/builder/signals';
import type { InstanceStarter } from '../../services/builder/start';
import { idempotencyHeader, readIdempotencyKey } from '../http/idempotency-key';
import { pointerToken, validationFailed } from '../http/faults';
import { defineRoute, type Route } from '../http/route';
import { uuidPath } from '../http/schemas';
import { instanceView, restartBody, signalBody, startBody } from './instance-schemas';
import { maySignal } from './instance-view';
import { execute, type InstanceReads } from './instances';

export interface InstanceActionDeps {
  readonly reads: InstanceReads;
  readonly signals: Signals;
  readonly controls: InstanceControls;
  readonly start: InstanceStarter['start'];
  /** Throws `not_found`; what its instances are about, and the version that new ones run, null: none. */
  readonly definition: (uuid: string) => Promise<{
    readonly name: string;
    readonly type: DefinitionType;
    readonly item: InstanceItem['kind'];
    readonly enabled: boolean;
    readonly publishedVersion: number | null;
  }>;
  /** Who may say something to a step of the version that an instance runs, whether it waits now or not; null: nobody. */
  readonly askedBy: (instance: InstanceState, signalKey: string) => Promise<Pick<OpenSignal, 'roles' | 'users'> | null>;
  /** Whether there is such an item. */
  readonly hasItem: (item: InstanceItem) => Promise<boolean>;
}

const tag = 'Workflow instances';
const view = { description: 'The instance', schema: instanceView };

/** What people do with instances. */
export function createInstanceActions(deps: InstanceActionDeps): Route[] {
  const { reads, controls, signals } = deps;
  const { look, visible, detail } = reads;

  return [
    defineRoute({
      method: 'post',
      path: '/builder/instances/{uuid}/signals',
      operationId: 'signalBuilderInstance',
      tag,
      summary: 'Signal a step that waits',
      description:
        'Approves or denies, or brings what a Wait step waits for. It counts once this is answered. 409 where the step does not wait, 403 without one of its roles. Each person decides once on an approval; the same request with the same Idempotency-Key is one signal.',
      permission: 'authenticated',
      params: uuidPath,
      body: signalBody,
      requestHeaders: idempotencyHeader,
      audit: { operation: 'instances.signal', resource: 'instances' },
      responses: { 200: view },
      async handle({ params, body, caller, req, note }) {
        const key = readIdempotencyKey(req);
        const { instance, viewer, isVisible } = await look(params.uuid, caller);
        note({ objects: [{ uuid: instance.uuid, name: instance.title }], message: body.signalKey });
        const open = instance.signals.find(({ signalKey }) => signalKey.toLowerCase() === body.signalKey.toLowerCase());
        const asked = open ?? (isVisible ? null : await deps.askedBy(instance, body.signalKey));
        // Who may not even see it learns nothing of it; who is asked learns that it does not wait.
        if (asked === null ? !isVisible : !maySignal(asked, viewer)) {
          throw new CertloomError('forbidden', 'This step waits for others: you have none of its roles.');
        }
        await signals.signal(instance.uuid, { ...body, key }, viewer);
        return { status: 200, body: await detail(await controls.get(instance.uuid), viewer) };
      },
    }),
    defineRoute({
      method: 'post',
      path: '/builder/instances/{uuid}/restart',
      operationId: 'restartBuilderInstance',
      tag,
      summary: 'Restart an instance',
      description:
        'At the failed step: the same instance goes on, with the variables of then and on its version. From the beginning: another one begins in its place, which is what is answered; also of a suspended one.',
      permission: execute,
      params: uuidPath,
      body: restartBody,
      audit: { operation: 'instances.restart', resource: 'instances' },
      responses: { 200: view },
      async handle({ params, body, caller, note }) {
        const { from, version } = body;
        if (from === 'failed_step' && version !== undefined) {
          const detailText = 'a version can be chosen from the beginning only';
          throw validationFailed([{ pointer: '/version', code: 'wrong_value', detail: detailText }]);
        }
        const { instance, viewer } = await visible(params.uuid, caller);
        note({ objects: [{ uuid: instance.uuid, name: instance.title }], message: from });
        const wish = from === 'failed_step' ? { from } : { from, version };
        const after = await controls.restart(instance.uuid, wish, caller.actor);
        return { status: 200, body: await detail(after, viewer) };
      },
    }),
    defineRoute({
      method: 'post',
      path: '/builder/instances/{uuid}/stop',
      operationId: 'stopBuilderInstance',
      tag,
      summary: 'Stop an instance, with the script that it runs',
      permission: execute,
      params: uuidPath,
      audit: { operation: 'instances.stop', resource: 'instances' },
      responses: { 200: view },
      async handle({ params, caller, note }) {
        const { instance, viewer } = await visible(params.uuid, caller);
        note({ objects: [{ uuid: instance.uuid, name: instance.title }] });
        return { status: 200, body: await detail(await controls.stop(instance.uuid, caller.actor), viewer) };
      },
    }),
    defineRoute({
      method: 'delete',
      path: '/builder/instances/{uuid}',
      operationId: 'deleteBuilderInstance',
      tag,
      summary: 'Delete an instance that has ended',
      permission: execute,
      params: uuidPath,
      audit: { operation: 'instances.delete', resource: 'instances' },
      responses: { 204: { description: 'It is gone' } },
      async handle({ params, caller, note }) {
        const { instance } = await visible(params.uuid, caller);
        note({ objects: [{ uuid: instance.uuid, name: instance.title }] });
        await controls.remove(instance.uuid);
        return { status: 204 };
      },
    }),
    defineRoute({
      method: 'post',
      path: '/builder/definitions/{uuid}/start',
      operationId: 'startBuilderDefinition',
      tag,
      summary: 'Start an instance of a definition',
      description:
        'Of its published version, in the security context `api`. The same request with the same Idempotency-Key is one instance; another body under it is refused.',
      permission: execute,
      params: uuidPath,
      body: startBody,
      requestHeaders: idempotencyHeader,
      audit: { operation: 'instances.start', resource: 'instances' },
      responses: { 202: { ...view, location: true } },
      async handle({ params, body, caller, req, note }) {
        const { name, type, item: kind, enabled, publishedVersion } = await deps.definition(params.uuid);
        if (publishedVersion === null || !enabled) {
          const why = enabled ? 'has no published version: publish it first' : 'is disabled: enable it first';
          throw new CertloomError('invalid_state', `The definition "${name}" ${why}.`);
        }
        const reserved = Object.keys(body.data).filter((one) => isReservedName(type, one));
        if (reserved.length > 0) throw validationFailed(reserved.map(reservedName));
        const noun = kind.replaceAll('_', ' ');
        if (body.itemUuid === null) {
          const detailText = `the uuid of the ${noun} that the instance is about is needed`;
          throw validationFailed([{ pointer: '/itemUuid', code: 'required', detail: detailText }]);
        }
        const item = { kind, uuid: body.itemUuid };
        if (!(await deps.hasItem(item))) {
          const detailText = `there is no such ${noun}`;
          throw validationFailed([{ pointer: '/itemUuid', code: 'target_missing', detail: detailText }]);
        }
        const key = readIdempotencyKey(req);
        const request = key === undefined ? randomUUID() : digestOf(`${caller.actor.uuid} ${key}`);
        const { uuid, isNew } = await deps.start({
          ...{ definition: params.uuid, version: publishedVersion, startKey: `start:${params.uuid}:${request}` },
          ...{ item, initialData: body.data, context: 'api', startedBy: caller.actor, cause: null },
        });
        const { instance, viewer } = await visible(uuid, caller);
        if (!isNew && !isStartOf(instance, { item, initialData: body.data })) {
          const detailText = 'This Idempotency-Key was used with another request; use a new key for a new request.';
          throw new CertloomError('idempotency_mismatch', detailText);
        }
        note({ objects: [{ uuid, name: instance.title }] });
        const headers = { Location: `/api/v1/builder/instances/${uuid}` };
        return { status: 202, body: await detail(instance, viewer), headers };
      },
    }),
  ];
}

function reservedName(name: string) {
  const detail = 'this name stands for what the product knows of the item itself: choose another name';
  return { pointer: `/data/${pointerToken(name)}`, code: 'reserved_name', detail };
}
