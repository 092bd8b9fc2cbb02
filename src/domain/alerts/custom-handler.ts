import type { HandlerType } from './handler';
import { codeHandler } from './script-handler';

/** A module that was registered as a handler; in compatibility semantics it runs as a script does. */
export const customHandler: HandlerType = { ...codeHandler, code: 'custom', title: 'Custom' };
