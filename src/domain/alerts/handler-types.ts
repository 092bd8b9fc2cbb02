import type { HandlerType, HandlerTypeCode } from './handler';
import { customHandler } from './custom-handler';
import { emailHandler } from './email-handler';
import { eventLogHandler } from './event-log-handler';
import { renewalHandler } from './renewal-handler';
import { scriptHandler } from './script-handler';
import { workflowHandler } from './workflow-handler';
import { webhookHandler } from './webhook-handler';

/** The types of handlers that this release has: one line each. */
export const handlerTypes: readonly HandlerType[] = [
  scriptHandler,
  eventLogHandler,
  renewalHandler,
  emailHandler,
  webhookHandler,
  customHandler,
  workflowHandler,
];

const byCode = new Map<string, HandlerType>(handlerTypes.map((type) => [type.code, type]));

/** Throws for a type that this release does not have; none is stored without being known. */
export function handlerType(code: HandlerTypeCode): HandlerType {
  const type = byCode.get(code);
  if (type === undefined) throw new Error(`there is no type of handler ${code}`);
  return type;
}
