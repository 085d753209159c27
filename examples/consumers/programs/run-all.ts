import { createKeyfactorClient } from '@certbridge/keyfactor-client';
import { createSectigoClient, type SectigoClient } from '@certbridge/sectigo-client';
import { countCertificates } from './count-certificates.ts';
import { csvOfCertificates } from './csv-of-certificates.ts';
import { enrollAndWait } from './enroll-and-wait.ts';
import { expiringByOrganization } from './expiring-by-organization.ts';
import { whoActs } from './explain-error.ts';
import { readUntil } from './read-until.ts';
import { setByQuery } from './set-by-query.ts';

/** Where the systems are, and what the programs need beside them. */
export interface Systems {
  readonly scm: ScmLogin;
  /** The same with 5,000 certificates. */
  readonly largeScm: ScmLogin;
  readonly command: { readonly url: string; readonly username: string; readonly password: string };
  readonly csr: string;
}

interface ScmLogin {
  readonly url: string;
  readonly login: string;
  readonly password: string;
  readonly customerUri: string;
}

/** Runs every program against the systems, and returns what they found. */
export async function runAll({ scm: scmLogin, largeScm: largeLogin, command: login, csr }: Systems) {
  const [scm, largeScm] = [connect(scmLogin), connect(largeLogin)];
  const { url: baseUrl, username, password } = login;
  const command = createKeyfactorClient({ baseUrl, auth: { type: 'basic', username, password } });
  try {
    const csv: string[] = [];
    for await (const line of csvOfCertificates(command)) csv.push(line);
    return {
      expiring: Object.fromEntries(await expiringByOrganization(scm, '2026-06-01')),
      certificatesInChain: (await enrollAndWait(scm, csr)).length,
      setByQuery: await setByQuery(command, { text: 'vpn', name: 'Owner', value: 'Network' }),
      csv: { lines: csv.length, header: csv[0]?.slice(0, 15) },
      missing: await scm.certificates.get(2_000_000).then(() => 'found', whoActs),
      aborted: await readUntil(scm, 15),
      large: await countCertificates(largeScm),
    };
  } finally {
    await Promise.all([scm.close(), largeScm.close(), command.close()]);
  }
}

function connect({ url: baseUrl, customerUri, login, password }: ScmLogin): SectigoClient {
  return createSectigoClient({
    baseUrl,
    customerUri,
    auth: { type: 'password', login, password },
    http: { userAgent: 'consumer/1.0' },
  });
}
