import { createRandom } from '../random.ts';
import { drawSerial } from '../seed/serials.ts';
import { shiftedTime, type World } from '../world.ts';
import { issueLeaf } from './leaf.ts';
import type { ScmCertificate, ScmStatus } from './scm-state.ts';

const dayMs = 24 * 60 * 60 * 1000;
const renewIdLetters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789';

/** Returns the id for the response to an order, which a knob can replace by that of another record. */
export function orderedId({ id }: ScmCertificate, { knobs }: World): number {
  return knobs.orderedInstead === 0 ? id : knobs.orderedInstead;
}

/** Submits a new request: to an administrator or to the CA, depending on the switch `approval`. */
export function placeRequest(certificate: ScmCertificate, world: World): void {
  certificate.status = 'Requested';
  certificate.requestedAt = world.now.getTime();
  if (world.switches.approval === 'automatic') approveRequest(certificate, world);
}

/** States of a request that waits for an administrator. */
export const waitingStates: readonly ScmStatus[] = ['Requested', 'SAApproved'];

/** Approves a request and sends its order to the CA. With `approval: 'two-step'` the first approval leads to SAApproved. */
export function decideApproval(certificate: ScmCertificate, world: World): void {
  if (world.switches.approval === 'two-step' && certificate.status === 'Requested') {
    certificate.status = 'SAApproved';
  } else approveRequest(certificate, world);
}

/** Approves a request and sends its order to the CA. */
export function approveRequest(certificate: ScmCertificate, world: World): void {
  certificate.status = 'Approved';
  certificate.approvedAt = world.now.getTime();
  startOrder(certificate, world);
}

/** Declines a request, after which it can be edited. */
export function declineRequest(certificate: ScmCertificate, world: World): void {
  certificate.status = 'Declined';
  certificate.declinedAt = world.now.getTime();
}

/** Makes SCM refuse a request, which can be edited like a declined one. */
export function invalidateRequest(certificate: ScmCertificate): void {
  certificate.status = 'Invalid';
}

/** Makes the CA refuse an order. A refused replacement leaves the certificate unchanged. */
export function rejectOrder(certificate: ScmCertificate, world: World): void {
  world.scm.openOrders.delete(certificate);
  certificate.status = certificate.replacement === null ? 'Rejected' : 'Issued';
  certificate.order = null;
  certificate.replacement = null;
}

/** Sends an order to the CA; the caller sets the state of the record. */
export function startOrder(certificate: ScmCertificate, world: World): void {
  certificate.order = { requests: 0, placedAt: shiftedTime(world) };
  world.scm.openOrders.add(certificate);
}

/** Counts a request for details or collection towards the order's progress. */
export function countOrderRequest(certificate: ScmCertificate, world: World): void {
  if (certificate.order === null) return;
  certificate.order.requests += 1;
  if (certificate.status === 'Approved') {
    certificate.status = 'Applied';
    world.scm.certificates.changed();
  }
}

/** Issues every order that is due according to the switches `issueAfterRequests` and `issueAfterMs`. */
export async function settleOrders(world: World): Promise<void> {
  const { issueAfterRequests, issueAfterMs } = world.switches;
  for (const certificate of world.scm.openOrders) {
    const { requests, placedAt } = certificate.order ?? { requests: 0, placedAt: Number.POSITIVE_INFINITY };
    if (requests >= issueAfterRequests && shiftedTime(world) - placedAt >= issueAfterMs)
      await issueOrder(certificate, world);
  }
}

/** Issues a certificate with the next serial number, whatever the state of its record. */
export async function issueOrder(certificate: ScmCertificate, world: World): Promise<void> {
  // The record changes before the first await, so that no other request can issue it again.
  markIssued(certificate, world);
  await issueLeaf(certificate, world);
}

/** Marks a record as issued with the next serial number; the certificate itself is created when first requested. */
export function markIssued(certificate: ScmCertificate, world: World): void {
  const { scm, now } = world;
  const number = nextOrderNumber(world);
  scm.openOrders.delete(certificate);
  certificate.order = null;
  if (certificate.replacement !== null) {
    Object.assign(certificate, certificate.replacement);
    certificate.replacement = null;
    certificate.replacedAt = now.getTime();
  }
  const notBefore = now.getTime() - (now.getTime() % dayMs);
  certificate.status = 'Issued';
  certificate.serial = drawSerial(createRandom(world.seed, `serial ${number}`), number);
  certificate.approvedAt ??= now.getTime();
  certificate.issuedAt = now.getTime();
  certificate.expiresAt = notBefore + certificate.term * dayMs - 1000;
  markRenewed(certificate, world);
  scm.certificates.changed();
}

/** Draws the opaque id for `renew/{renewId}`. */
export function drawRenewId(world: World): string {
  const random = createRandom(world.seed, `renew id ${nextOrderNumber(world)}`);
  return Array.from({ length: 20 }, () => renewIdLetters[random.below(renewIdLetters.length)]).join('');
}

/** Expires issued certificates that are past their end. */
export function expireCertificates({ scm, now }: World): void {
  for (const certificate of scm.certificates.all()) {
    if (
      certificate.status === 'Issued' &&
      (certificate.expiresAt ?? Number.POSITIVE_INFINITY) < now.getTime()
    )
      certificate.status = 'Expired';
  }
  scm.certificates.changed();
}

function markRenewed(certificate: ScmCertificate, { scm, switches, now }: World): void {
  const old = certificate.renews === null ? undefined : scm.certificates.get(certificate.renews);
  if (old?.status !== 'Issued' || switches.renewedCertificate === 'Issued') return;
  old.status = 'Replaced';
  old.replacedAt = now.getTime();
}

function nextOrderNumber({ scm }: World): number {
  scm.ordersPlaced += 1;
  return scm.ordersPlaced;
}
