import type { SectigoClient } from '@certbridge/sectigo-client';

/**
 * Counts the issued certificates that expire before a day (`yyyy-MM-dd`), by the name of their organization.
 *
 * SCM has no filter by date, so every record is read; the client keeps 8 requests in flight by default, however many calls wait.
 */
export async function expiringByOrganization(
  scm: SectigoClient,
  before: string,
): Promise<ReadonlyMap<string, number>> {
  const names = new Map<number, string>();
  for (const { id, name, departments } of await scm.organizations.list()) {
    names.set(id, name);
    for (const department of departments) names.set(department.id, `${name} / ${department.name}`);
  }
  const records: ReturnType<typeof scm.certificates.get>[] = [];
  for await (const { sslId } of scm.certificates.list({ status: 'Issued' })) {
    records.push(scm.certificates.get(sslId));
  }
  const counts = new Map<string, number>();
  for (const { orgId, expires } of await Promise.all(records)) {
    if (orgId === undefined || expires === undefined || expires >= before) continue;
    const name = names.get(orgId) ?? `organization ${orgId}`;
    counts.set(name, (counts.get(name) ?? 0) + 1);
  }
  return new Map([...counts].sort(([a], [b]) => (a < b ? -1 : 1)));
}
