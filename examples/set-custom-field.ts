// Sets a custom field on all issued certificates in SCM whose common name contains a text. Certificates that already have the
// value aren't written, and other fields and the comments are kept.
//
//   node set-custom-field.ts FIELD VALUE TEXT
import { scmFromEnvironment } from './scm-from-environment.ts';

const [field = '', value = '', text = ''] = process.argv.slice(2);

const scm = scmFromEnvironment();
try {
  const issued = await Array.fromAsync(scm.certificates.list({ status: 'Issued' }));
  const chosen = issued.filter(({ commonName = '' }) => commonName.includes(text));
  // The client keeps at most 8 requests in flight, however many calls wait.
  const results = await Promise.allSettled(
    chosen.map(({ sslId }) => scm.certificates.updateCustomFields(sslId, { [field]: value })),
  );
  for (const [index, result] of results.entries()) {
    if (result.status === 'fulfilled') continue;
    console.error(`${chosen[index]?.sslId}: ${result.reason.message}`);
    process.exitCode = 1;
  }
  const done = results.filter(({ status }) => status === 'fulfilled').length;
  console.log(`${done} of ${chosen.length} certificates have the value.`);
} finally {
  await scm.close();
}
