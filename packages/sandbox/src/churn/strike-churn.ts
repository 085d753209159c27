import type { CommandCertificate } from '../command/command-state.ts';
import { findBySerial } from '../command/find-certificate.ts';
import type { Inventory } from '../inventory.ts';
import type { Random } from '../random.ts';
import { markIssued } from '../scm/orders.ts';
import { markRevoked } from '../scm/revoke.ts';
import type { ScmCertificate } from '../scm/scm-state.ts';
import type { World } from '../world.ts';
import type { ChurnChange, ChurnKind } from './churn-state.ts';
import { draftAppearance, importedFrom } from './draft-appearance.ts';

type Touched = Pick<ChurnChange, 'serialNumber'> & Partial<Pick<ChurnChange, 'sslId' | 'commandId'>>;
type Effect = (world: World, random: Random) => Touched | undefined;

const pendingStatuses: readonly string[] = ['Requested', 'Approved', 'Applied', 'SAApproved'];

// The pairs swap one certificate for another, so rows of offset pages shift while the total stays the same.
const events: readonly [readonly ChurnKind[], ...(readonly ChurnKind[])[]] = [
  ['addedToBoth'],
  ['addedToScm'],
  ['addedToCommand'],
  ['issuedInScm'],
  ['revoked'],
  ['removedFromScm'],
  ['removedFromCommand'],
  ['removedFromScm', 'addedToScm'],
  ['removedFromCommand', 'addedToCommand'],
];

const effects: Readonly<Record<ChurnKind, Effect>> = {
  addedToBoth: (world, random) => {
    const { scm, command } = draftAppearance(world, random);
    world.scm.certificates.add(scm);
    world.command.certificates.add(command);
    return { sslId: scm.id, commandId: command.id, serialNumber: command.serial };
  },
  addedToScm: (world, random) => {
    const { scm, command } = draftAppearance(world, random);
    world.scm.certificates.add(scm);
    return { sslId: scm.id, serialNumber: command.serial };
  },
  addedToCommand: (world, random) => {
    const known = random.chance(0.5) ? drawMissing(world, random) : undefined;
    const command = known === undefined ? draftAppearance(world, random).command : importedFrom(known, world);
    world.command.certificates.add(command);
    return { commandId: command.id, serialNumber: command.serial };
  },
  issuedInScm: (world, random) => {
    const pending = world.scm.certificates.all().filter(({ status }) => pendingStatuses.includes(status));
    const certificate = pending[random.below(pending.length)];
    if (certificate === undefined) return undefined;
    markIssued(certificate, world);
    return { sslId: certificate.id, serialNumber: certificate.serial ?? '' };
  },
  revoked: (world, random) => {
    const certificate = draw(world.scm.certificates, random, ({ status }) => status === 'Issued');
    if (certificate === undefined) return undefined;
    const at = world.now.getTime();
    const serialNumber = certificate.serial ?? '';
    markRevoked(certificate, world, { reasonCode: 4, at });
    const [held] = findBySerial(serialNumber, world);
    if (held === undefined) return { sslId: certificate.id, serialNumber };
    Object.assign(held, { state: 2, revokedAt: at, revocationReason: 4 });
    world.command.certificates.changed(held);
    return { sslId: certificate.id, commandId: held.id, serialNumber };
  },
  removedFromScm: ({ scm }, random) => {
    const certificate = draw(scm.certificates, random, ({ serial }) => serial !== null);
    if (certificate === undefined) return undefined;
    scm.openOrders.delete(certificate);
    scm.certificates.remove(certificate.id);
    return { sslId: certificate.id, serialNumber: certificate.serial ?? '' };
  },
  removedFromCommand: ({ command }, random) => {
    const certificate = draw(command.certificates, random, () => true);
    if (certificate === undefined) return undefined;
    command.certificates.remove(certificate.id);
    return { commandId: certificate.id, serialNumber: certificate.serial };
  },
};

/**
 * Makes certificates appear or vanish, with probability `rate`, before the request number `request`.
 *
 * Draws from the generator only if the rate is above 0 and the limit isn't reached. A change that isn't possible is skipped.
 */
export function strikeChurn(world: World, { rate, request }: { rate: number; request: number }): void {
  const { random, changes } = world.churn;
  const { churnLimit } = world.knobs;
  const isOver = (): boolean => churnLimit > 0 && changes.length >= churnLimit;
  if (rate <= 0 || isOver() || !random.chance(rate)) return;
  for (const kind of random.pick(events)) {
    if (isOver()) return;
    const touched = effects[kind](world, random);
    if (touched === undefined) continue;
    changes.push({
      number: changes.length + 1,
      request,
      kind,
      sslId: touched.sslId ?? null,
      commandId: touched.commandId ?? null,
      serialNumber: touched.serialNumber,
    });
  }
}

/** Draws an issued certificate in SCM that Command doesn't have. */
function drawMissing(world: World, random: Random): ScmCertificate | undefined {
  return draw(
    world.scm.certificates,
    random,
    ({ status, serial }) =>
      status === 'Issued' && serial !== null && findBySerial(serial, world).length === 0,
  );
}

/** Draws a matching item; undefined if none is found in a reasonable number of attempts. */
function draw<T extends ScmCertificate | CommandCertificate>(
  inventory: Inventory<T>,
  random: Random,
  fits: (item: T) => boolean,
): T | undefined {
  const all = inventory.all();
  for (let attempt = 0; attempt < 64; attempt += 1) {
    const item = all[random.below(all.length)];
    if (item !== undefined && fits(item)) return item;
  }
  return undefined;
}
