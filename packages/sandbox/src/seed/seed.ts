import type { CommandCertificate, CommandState } from '../command/command-state.ts';
import { Inventory } from '../inventory.ts';
import { throwAwayKey } from '../pki/key-facts.ts';
import { createRandom, type Random } from '../random.ts';
import {
  emptyRecord,
  type ScmCertificate,
  type ScmProfile,
  type ScmState,
  type ScmStatus,
  type StoredValue,
} from '../scm/scm-state.ts';
import {
  corpIssuerDn,
  seedCollections,
  seedCustomFields,
  seedDomains,
  seedMetadataFields,
  seedOrganizations,
  seedPersons,
  seedProfiles,
} from './catalog.ts';
import { drawCustomValues } from './custom-values.ts';
import { drawSerial } from './serials.ts';

/** Kinds of seeded certificates. `synced` ones are issued in SCM and active in Command; the rest is noise. */
export type SeedKind =
  | 'synced'
  | 'expired'
  | 'revoked'
  | 'replaced'
  | 'pending'
  | 'scmOnly'
  | 'otherProfile'
  | 'unknownToScm'
  | 'otherIssuer';

/** The initial contents of a sandbox. */
export interface Seed {
  scm: ScmState;
  command: CommandState;
  /** Number of certificates of each kind. */
  kinds: Record<SeedKind, number>;
}

const day = 24 * 60 * 60 * 1000;

// Shares of noise, relative to the synced certificates.
const noise: readonly (readonly [SeedKind, number])[] = [
  ['expired', 0.05],
  ['revoked', 0.03],
  ['replaced', 0.02],
  ['pending', 0.035],
  ['scmOnly', 0.02],
  ['otherProfile', 0.02],
  ['unknownToScm', 0.02],
  ['otherIssuer', 0.05],
];
const pendingStatuses: readonly ScmStatus[] = [
  'Requested',
  'Approved',
  'Applied',
  'Declined',
  'Rejected',
  'Invalid',
  'SAApproved',
];
const noNames: readonly string[] = [];
const services = ['www', 'api', 'shop', 'mail', 'vpn', 'portal', 'cdn', 'auth'] as const;

/**
 * Generates both inventories.
 *
 * `certificates` is the number of synced ones. Noise is added in fixed proportions, with at least one of each kind (and of
 * each pending state) from 20 synced ones on.
 */
export function generateSeed({
  seed,
  certificates,
  now,
}: {
  seed: number;
  certificates: number;
  now: Date;
}): Seed {
  const random = createRandom(seed, 'seed');
  const profiles = seedProfiles();
  const scm: ScmState = {
    profiles,
    organizations: seedOrganizations(),
    persons: seedPersons(),
    domains: seedDomains(now.getTime() - (now.getTime() % day)),
    customFields: seedCustomFields(),
    certificates: new Inventory(),
    openOrders: new Set(),
    ordersPlaced: 0,
  };
  const command: CommandState = {
    metadataFields: seedMetadataFields(),
    collections: seedCollections(),
    certificates: new Inventory(),
  };
  const kinds = countKinds(certificates);
  const order = random.shuffle(
    Object.entries(kinds).flatMap(([kind, count]) => Array<SeedKind>(count).fill(kind as SeedKind)),
  );

  const held: CommandCertificate[] = [];
  let pending = 0;
  for (const [index, kind] of order.entries()) {
    const draft = draftCertificate({ index, kind, random, now: now.getTime(), profiles });
    if (kind === 'pending') {
      draft.scm.status = pendingStatuses[pending % pendingStatuses.length] ?? 'Requested';
      pending += 1;
    }
    if (kind !== 'unknownToScm' && kind !== 'otherIssuer') scm.certificates.add(settle(draft.scm, kind));
    if (kind !== 'pending' && kind !== 'scmOnly') held.push(draft.command);
  }
  for (const [index, certificate] of random.shuffle(held).entries()) {
    certificate.id = index + 1;
    certificate.values = drawOwnMetadata(random);
    command.certificates.add(certificate);
  }
  return { scm, command, kinds };
}

function countKinds(certificates: number): Record<SeedKind, number> {
  const counted = noise.map(([kind, share]) => {
    const minimum = certificates < 20 ? 0 : kind === 'pending' ? pendingStatuses.length : 1;
    return [kind, Math.max(minimum, Math.floor(certificates * share))];
  });
  return { synced: certificates, ...Object.fromEntries(counted) } as Record<SeedKind, number>;
}

/** Inputs for drawing a certificate. */
export interface DraftOptions {
  /** Counts from 0; names and some serial numbers depend on it. */
  index: number;
  kind: SeedKind;
  random: Random;
  now: number;
  profiles: readonly [ScmProfile, ScmProfile, ScmProfile, ScmProfile];
}

/** Draws the records of a certificate in both systems; the caller sets the id in Command and the state of its kind. */
export function draftCertificate(options: DraftOptions): {
  scm: ScmCertificate;
  command: CommandCertificate;
} {
  const { index, kind, random, now, profiles } = options;
  const [dv, ov, ev, lab] = profiles;
  const profile = kind === 'otherProfile' ? lab : random.pick([dv, ov, ov, ev]);
  const term = random.pick(profile.terms as [number, ...number[]]);
  const name = `${random.pick(services)}-${index + 1}.corp.example`;
  const otherNames = random.chance(0.4) ? [`alt-${index + 1}.corp.example`] : noNames;
  const serial = drawSerial(random, index);
  const today = now - (now % day);
  const age = kind === 'expired' ? term + 1 + random.below(200) : 1 + random.below(term - 2);
  const notBefore = today - age * day;
  const notAfter = notBefore + term * day - 1000;
  const revokedAt = kind === 'revoked' ? notBefore + random.below(age) * day + 9 * 3_600_000 : null;
  const reasonCode = revokedAt === null ? null : random.pick([1, 3, 4, 5]);
  const orgId = random.pick([201, 201, 202, 203]);
  const requester = random.pick(['anna.berg@corp.example', 'li.wei@corp.example', 'ops@corp.example']);
  return {
    scm: {
      ...emptyRecord(),
      id: 1000 + index,
      commonName: name,
      otherNames,
      status: 'Issued',
      serial,
      profileId: profile.id,
      orgId,
      term,
      requestedAt: random.chance(0.9) ? notBefore - 2 * 3_600_000 : null,
      approvedAt: notBefore - 3_600_000,
      issuedAt: random.chance(0.8) ? notBefore : null,
      expiresAt: notAfter,
      revokedAt,
      reasonCode,
      comments: random.chance(0.3) ? `Ordered with ticket ${10_000 + index}` : '',
      requester,
      externalRequester: random.chance(0.1) ? 'partner@vendor.example' : '',
      requestedVia: random.pick(['REST API', 'REST API', 'Enrollment Form', 'ACME']),
      autoRenew: random.chance(0.2),
      values: drawCustomValues(random, today),
    },
    command: {
      id: 0,
      serial,
      commonName: name,
      otherNames,
      organization: orgId === 201 ? 'Corp Holding' : 'Corp Services',
      issuerDn: kind === 'otherIssuer' ? corpIssuerDn : profile.issuerDn,
      notBefore,
      notAfter,
      importedAt: Math.min(now, notBefore + random.below(Math.min(age, 30)) * day + random.below(day)),
      state: revokedAt === null ? 1 : 2,
      revokedAt,
      revocationReason: reasonCode,
      templateName: kind === 'otherIssuer' ? 'Corp-WebServer' : profile.name,
      requester: 'CORP\\svc-enroll',
      key: throwAwayKey,
      imported: null,
      values: [],
    },
  };
}

/** Sets the state of an SCM record by kind, and removes what it can't have in that state. */
function settle(certificate: ScmCertificate, kind: SeedKind): ScmCertificate {
  if (kind === 'expired') certificate.status = 'Expired';
  if (kind === 'revoked') certificate.status = 'Revoked';
  if (kind === 'replaced') {
    certificate.status = 'Replaced';
    certificate.replacedAt = (certificate.approvedAt ?? 0) + day;
  }
  if (kind === 'pending') {
    const { status, approvedAt } = certificate;
    certificate.serial = null;
    certificate.issuedAt = null;
    certificate.expiresAt = null;
    certificate.declinedAt = status === 'Declined' ? approvedAt : null;
    if (status !== 'Approved' && status !== 'Applied' && status !== 'Rejected') certificate.approvedAt = null;
  }
  return certificate;
}

/** Draws values of Command's own fields on some certificates, to show that a sync leaves them alone. */
export function drawOwnMetadata(random: Random): StoredValue[] {
  if (!random.chance(0.2)) return [];
  return [
    { fieldId: 1, value: random.pick(['Retail', 'Logistics', 'Finance']) },
    { fieldId: 2, value: random.pick(['High', 'Medium', 'Low']) },
  ];
}
