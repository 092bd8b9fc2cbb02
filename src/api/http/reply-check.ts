import type { Reply, Route } from './route';

/** Throws when a reply has a status or headers that the route does not document, or a body that its schema refuses. */
export function checkReply(route: Route, reply: Reply): void {
  const documented = route.responses[reply.status];
  if (documented === undefined) {
    throw new Error(`${route.operationId} answered ${reply.status}, which is not documented`);
  }
  for (const [header, isSent, isDocumented] of [
    ['ETag', reply.revision !== undefined, documented.etag === true],
    ['Location', reply.headers?.['Location'] !== undefined, documented.location === true],
  ] as const) {
    if (isSent === isDocumented) continue;
    const but = isDocumented ? 'without the documented' : 'with an undocumented';
    throw new Error(`${route.operationId} answered ${reply.status} ${but} ${header}`);
  }
  if (documented.schema === undefined || reply.raw !== undefined || reply.lasting !== undefined) return;
  const sent: unknown = JSON.parse(JSON.stringify(reply.body ?? null));
  const result = documented.schema.safeParse(sent);
  if (!result.success) {
    const issues = JSON.stringify(result.error.issues);
    throw new Error(`${route.operationId} answered ${reply.status} with a body its schema refuses: ${issues}`);
  }
}
