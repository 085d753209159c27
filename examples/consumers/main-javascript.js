import { readFile } from 'node:fs/promises';
import { createKeyfactorClient, field } from '@certbridge/keyfactor-client';
import { ApiError, createSectigoClient } from '@certbridge/sectigo-client';

const systems = JSON.parse(await readFile(process.argv[2], 'utf8'));
const [scm, largeScm] = [systems.scm, systems.largeScm].map(({ url, customerUri, login, password }) =>
  createSectigoClient({ baseUrl: url, customerUri, auth: { type: 'password', login, password } }),
);
const { url: baseUrl, username, password } = systems.command;
const command = createKeyfactorClient({ baseUrl, auth: { type: 'basic', username, password } });

// Certificates that expire, by organization.
const names = new Map();
for (const { id, name, departments } of await scm.organizations.list()) {
  names.set(id, name);
  for (const department of departments) names.set(department.id, `${name} / ${department.name}`);
}
const issued = await Array.fromAsync(scm.certificates.list({ status: 'Issued' }));
const records = await Promise.all(issued.map(({ sslId }) => scm.certificates.get(sslId)));
const expiring = Map.groupBy(
  records.filter(({ expires }) => expires < '2026-06-01'),
  ({ orgId }) => names.get(orgId),
);

// A certificate from its order to its chain.
const { sslId } = await scm.certificates.enroll({
  csr: systems.csr,
  orgId: 203,
  certType: 1002,
  term: 90,
  customFields: { 'Cost Center': 'CC-1' },
});
const order = await scm.certificates.waitForCertificate(sslId, { firstDelayMs: 50 });

// A value on every certificate that a query finds.
const query = field('IssuedCN').contains('vpn');
await command.certificates.updateMetadataOfMany({ query }, { Owner: 'Network' }, { overwriteExisting: true });
const found = await Array.fromAsync(command.certificates.list({ query }));

// CSV.
const fields = (await Array.fromAsync(command.metadataFields.list())).map(({ Name }) => Name);
const lines = [['Id', 'IssuedCN', ...fields]];
for await (const { Id, IssuedCN, Metadata } of command.certificates.list()) {
  lines.push([Id, IssuedCN, ...fields.map((name) => Metadata?.[name])]);
}
const csv = lines.map((cells) =>
  cells.map((cell) => `"${String(cell ?? '').replaceAll('"', '""')}"`).join(','),
);

// Errors, and a call that is aborted.
const missing = await scm.certificates.get(2_000_000).catch((error) => {
  if (error instanceof ApiError && error.code === 'not-found') return 'operator';
  throw error;
});
const signal = AbortSignal.abort();
const aborted = await scm.certificates.get(1000, { signal }).catch((error) => error.code);

// Every page of 5,000 certificates.
const all = await Array.fromAsync(largeScm.certificates.list({ status: 'Issued' }));

console.log(
  JSON.stringify({
    expiring: Object.fromEntries(
      [...expiring]
        .map(([name, certificates]) => [name, certificates.length])
        .sort(([a], [b]) => (a < b ? -1 : 1)),
    ),
    certificatesInChain: order.certificates.length,
    setByQuery: {
      matches: found.length,
      set: found.filter(({ Metadata }) => Metadata?.Owner === 'Network').length,
    },
    csv: { lines: csv.length, header: csv[0].slice(0, 15) },
    missing,
    aborted,
    large: { rows: all.length, ids: new Set(all.map(({ sslId }) => sslId)).size },
  }),
);
await Promise.all([scm.close(), largeScm.close(), command.close()]);
