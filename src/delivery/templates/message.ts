import { messageLimits, messagePlaceholders } from '../../domain/triggers/uploader-message';
import { cutText } from '../../domain/notifications/visible-text';
import { checkTemplate, type TemplateFault } from './check';
import { engines } from './engine';

/** Milliseconds: an answer may hold many of them. A pause of the process counts too, so there is a second try. */
const renderLimit = 40;
const tries = 2;

/** Faults of the message of an ignore trigger before it is saved. */
export function checkMessage(template: string): readonly TemplateFault[] {
  return checkTemplate(template, { html: false, known: messagePlaceholders });
}

/** The message as the uploader reads it, cut at 1,000 characters; undefined when there is nothing to say or it breaks. */
export function renderMessage(template: string, data: Record<string, unknown>): string | undefined {
  for (let left = tries; left > 0; left -= 1) {
    try {
      const text = (engines.text.parseAndRenderSync(template, data, { renderLimit }) as string).trim();
      return text === '' ? undefined : cutText(text, messageLimits.text);
    } catch {
      // Said by nobody: the uploader reads the refusal without a message.
    }
  }
  return undefined;
}
