import type { CommandCertificate } from '../command/command-state.ts';
import { throwAwayKey } from '../pki/key-facts.ts';
import type { Random } from '../random.ts';
import { leafFacts } from '../scm/leaf.ts';
import type { ScmCertificate } from '../scm/scm-state.ts';
import { seedProfiles } from '../seed/catalog.ts';
import { draftCertificate, drawOwnMetadata } from '../seed/seed.ts';
import type { World } from '../world.ts';

// Far above the numbers in the seed, so that names stay unique.
const firstIndex = 700_000;

/** Drafts the records of a new certificate: issued some time ago, imported now. */
export function draftAppearance(
  world: World,
  random: Random,
): { scm: ScmCertificate; command: CommandCertificate } {
  const { scm, command } = draftCertificate({
    index: firstIndex + world.churn.changes.length,
    kind: 'synced',
    random,
    now: world.now.getTime(),
    profiles: seedProfiles(),
  });
  scm.id = world.scm.certificates.nextId;
  return { scm, command: { ...command, ...arrival(world), values: drawOwnMetadata(random) } };
}

/** Builds Command's record of a certificate in SCM. */
export function importedFrom(certificate: ScmCertificate, world: World): CommandCertificate {
  const { commonName, otherNames, profileId, orgId } = certificate;
  const { scm } = world;
  const organization = scm.organizations.find(({ id }) => id === orgId);
  const top = scm.organizations.find(({ id }) => id === organization?.parentId) ?? organization;
  const facts = leafFacts(certificate, world);
  return {
    ...arrival(world),
    serial: certificate.serial ?? '',
    commonName,
    otherNames,
    organization: top?.name ?? '',
    issuerDn: facts?.issuerDn ?? '',
    notBefore: facts?.notBefore ?? world.now.getTime(),
    notAfter: facts?.notAfter ?? world.now.getTime(),
    state: 1,
    revokedAt: null,
    revocationReason: null,
    templateName: scm.profiles.find(({ id }) => id === profileId)?.name ?? '',
    requester: 'CORP\\svc-enroll',
    key: throwAwayKey,
    imported: null,
    values: [],
  };
}

function arrival({ command, now }: World): Pick<CommandCertificate, 'id' | 'importedAt'> {
  return { id: command.certificates.nextId, importedAt: now.getTime() };
}
