/**
 * Whether no mail can arrive at the domain of an address, by its name alone: `.invalid` never exists (RFC 2606, section
 * 2; RFC 6761, section 6.4). Other reserved names may be served in a private network.
 */
export function hasReservedDomain(address: string): boolean {
  return /(^|[@.])invalid\.?$/i.test(address.slice(address.lastIndexOf('@')));
}
