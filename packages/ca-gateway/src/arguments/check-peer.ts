import { checkArgument, required, type Shape } from '@certbridge/rest-client';
import type { Peer } from '../access/peer.ts';
import { checkCertificate } from './check-values.ts';

const peerArgument = required('property', {
  address: 'text',
  certificate: 'any?',
  authorized: 'flag',
  rawHeaders: 'texts?',
} satisfies Shape<Peer>);

/**
 * Throws an `ApiError` 'invalid-argument' unless a listener tells of a connection what it has to, each of its kind. A proxy's word for "not
 * verified", such as `NONE`, would be true, and a promise, too.
 */
export function checkPeer(peer: Peer, name: string): void {
  checkArgument(peer, peerArgument, { of: name, name });
  const { certificate } = peer;
  if (certificate !== undefined) checkCertificate(certificate, `The property certificate of ${name}`);
}
