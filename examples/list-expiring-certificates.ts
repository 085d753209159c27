// Lists the issued certificates in SCM that expire within some days, sorted by expiry.
//
//   node list-expiring-certificates.ts [DAYS]
import { scmFromEnvironment } from './scm-from-environment.ts';

const [days = '30'] = process.argv.slice(2);
const limit = new Date(Date.now() + Number(days) * 86_400_000).toISOString().slice(0, 10);

const scm = scmFromEnvironment();
try {
  // SCM has no filter by date, so each record is read; the client keeps at most 8 requests in flight.
  const issued = await Array.fromAsync(scm.certificates.list({ status: 'Issued' }));
  const records = await Promise.all(issued.map(({ sslId }) => scm.certificates.get(sslId)));
  const expiring = records
    .map(({ sslId, commonName = '', expires = '' }) => ({ sslId, commonName, expires }))
    .filter(({ expires }) => expires !== '' && expires <= limit)
    .sort((a, b) => (a.expires < b.expires ? -1 : 1));
  for (const { expires, sslId, commonName } of expiring) console.log(expires, sslId, commonName);
  console.log(`${expiring.length} of ${issued.length} certificates expire by ${limit}.`);
} finally {
  await scm.close();
}
