import type { SeedKind } from './seed/seed.ts';
import type { World } from './world.ts';

/** Sizes of the simulated inventories. */
export interface StateCounts {
  scm: { certificates: number; customFields: number; byStatus: Record<string, number> };
  command: {
    certificates: number;
    metadataFields: number;
    active: number;
    expired: number;
    revoked: number;
    withMetadata: number;
  };
  /** What the seed generated, by kind. `synced` certificates are issued in SCM and active in Command. */
  seeded: Record<SeedKind, number>;
}

/** Counts the current contents of both systems. */
export function countState(world: World): StateCounts {
  const byStatus: Record<string, number> = {};
  for (const { status } of world.scm.certificates.all()) byStatus[status] = (byStatus[status] ?? 0) + 1;
  const certificates = world.command.certificates.all();
  const revoked = certificates.filter(({ state }) => state === 2).length;
  const expired = certificates.filter(
    ({ state, notAfter }) => state !== 2 && notAfter < world.now.getTime(),
  ).length;
  return {
    scm: { certificates: world.scm.certificates.size, customFields: world.scm.customFields.length, byStatus },
    command: {
      certificates: certificates.length,
      metadataFields: world.command.metadataFields.length,
      active: certificates.length - revoked - expired,
      expired,
      revoked,
      withMetadata: certificates.filter(({ values }) => values.length > 0).length,
    },
    seeded: { ...world.kinds },
  };
}
