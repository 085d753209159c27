import type { CommandCertificate } from '../command/command-state.ts';
import { findBySerial } from '../command/find-certificate.ts';
import type { Inventory } from '../inventory.ts';
import { createRandom, type Random } from '../random.ts';
import { markIssued } from '../scm/orders.ts';
import { markRevoked } from '../scm/revoke.ts';
import type { ScmCertificate } from '../scm/scm-state.ts';
import type { World } from '../world.ts';
import { draftAppearance, importedFrom } from './draft-appearance.ts';

/** How a certificate appears in the lists, or vanishes from them. */
export type ChurnKind =
  | 'addedToBoth'
  | 'addedToScm'
  /** Known to SCM already, or to nobody else. */
  | 'addedToCommand'
  /** A pending request of SCM, which keeps its id and so appears in the middle of the list. */
  | 'issuedInScm'
  /** In SCM and, if it is there, in Command. */
  | 'revoked'
  | 'removedFromScm'
  | 'removedFromCommand';

/** A certificate that appeared or vanished between two requests. */
export interface ChurnChange {
  /** Counts from 1. */
  number: number;
  /** `seq` of the request that was the first to see it. */
  request: number;
  kind: ChurnKind;
  /** Null when SCM was not touched. */
  sslId: number | null;
  /** Null when Command was not touched. */
  commandId: number | null;
  /** 32 upper-case hexadecimal digits. */
  serialNumber: string;
}

/** What appeared and vanished since the start or the last reset. */
export interface ChurnState {
  readonly random: Random;
  readonly changes: ChurnChange[];
}

type Touched = Pick<ChurnChange, 'serialNumber'> & Partial<Pick<ChurnChange, 'sslId' | 'commandId'>>;
type Effect = (world: World, random: Random) => Touched | undefined;

const pendingStatuses: readonly string[] = ['Requested', 'Approved', 'Applied', 'SAApproved'];

// The pairs exchange one certificate for another: the rows of an offset page shift while the total stays.
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

/** Creates the state of a world in which nothing has appeared or vanished yet. */
export function createChurn(seed: number): ChurnState {
  return { random: createRandom(seed, 'churn'), changes: [] };
}

/**
 * Lets certificates appear or vanish, with the probability `rate`, before the request with the number `request`.
 *
 * The generator is drawn only for a rate above 0 and below the limit. What is drawn but not there to happen is ignored.
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

/** Draws an issued certificate of SCM that Command does not have. */
function drawMissing(world: World, random: Random): ScmCertificate | undefined {
  return draw(
    world.scm.certificates,
    random,
    ({ status, serial }) =>
      status === 'Issued' && serial !== null && findBySerial(serial, world).length === 0,
  );
}

/** Draws an item that fits; undefined when none is found in a reasonable number of tries. */
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
