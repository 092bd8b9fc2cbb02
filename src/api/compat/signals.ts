import { defineRoute, type Route } from '../http/route';
import { noteIgnored } from './call-notes';
import { renamingFaults } from './errors';
import { compatTag, innerCalls, requestedWithHeader, type OurRoutes } from './route-parts';
import { instancePath, signalsBody, unusedOf } from './schemas';

/** Approves, denies, or brings what a step of a workflow waits for. */
export function createCompatSignalRoute(routes: OurRoutes): Route {
  return defineRoute({
    method: 'post',
    path: '/Workflow/Instances/{id}/Signals',
    operationId: 'signalWorkflowInstance',
    tag: compatTag,
    summary: 'Signal a step of a workflow that waits',
    permission: 'authenticated',
    requestHeaders: requestedWithHeader,
    params: instancePath,
    body: signalsBody,
    audit: 'own',
    responses: { 204: { description: 'Taken' } },
    async handle(context) {
      const { params, body, req } = context;
      noteIgnored(req, unusedOf(body, ['SignalKey', 'Data']));
      const signal = { signalKey: body.SignalKey, data: body.Data ?? {} };
      await renamingFaults(
        () =>
          innerCalls(routes, context).call('post /builder/instances/{uuid}/signals', {
            params: { uuid: params.id },
            body: signal,
          }),
        (pointer) => pointer.replace(/^\/data/, '/Data').replace(/^\/signalKey/, '/SignalKey'),
      );
      return { status: 204 };
    },
  });
}
