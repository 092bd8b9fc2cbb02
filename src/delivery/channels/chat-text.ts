import type { DeliveryMessage } from '../../domain/notifications/delivery';

/**
 * The body of a notice for receivers that show its subject as a headline of its own: the default texts begin with the
 * same line, which would stand there twice.
 */
export function bodyBelowHeadline({ subject, text }: Pick<DeliveryMessage, 'subject' | 'text'>): string {
  const [first = '', ...rest] = text.split('\n');
  return (first.trim() === subject ? rest.join('\n') : text).trim();
}
