import type { Delivery, DeliveryMessage, PersonalLink } from '../domain/notifications/delivery';

/** Makes the address by which one user decides. */
export type DecisionLink = (link: Pick<PersonalLink, 'approval' | 'user' | 'until'>) => string;

/**
 * The message as it goes out: with the personal link in place of the common one, where it has one and goes to one mail
 * address. Anything else that was marked by mistake goes out with the common link, which decides nothing.
 */
export function asSent(
  message: DeliveryMessage,
  { channel, recipient }: Pick<Delivery, 'channel' | 'recipient'>,
  linkOf: DecisionLink | undefined,
): DeliveryMessage {
  const { personal, ...common } = message;
  if (personal === undefined || linkOf === undefined) return common;
  if (channel !== 'email' || recipient.kind !== 'address' || personal.insteadOf === '') return common;
  const link = linkOf(personal);
  const placed = (text: string) => text.replaceAll(personal.insteadOf, () => link);
  return { ...common, text: placed(common.text), html: common.html === null ? null : placed(common.html) };
}
