import { BlockList, isIPv6 } from 'node:net';

/** Creates the check whether an address is one of a list, however either is written. */
export function createProxyCheck(addresses: readonly string[]): (address: string) => boolean {
  const list = new BlockList();
  for (const address of addresses) list.addAddress(address, familyOf(address));
  // Listeners for both families give IPv4 addresses as ::ffff:10.0.0.1, which the list takes for what they are.
  return (address) => list.check(address, familyOf(address));
}

function familyOf(address: string): 'ipv4' | 'ipv6' {
  return isIPv6(address) ? 'ipv6' : 'ipv4';
}
