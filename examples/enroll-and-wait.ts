// Orders a certificate from SCM, waits until it is issued, and prints it with its chain in PEM, leaf first.
//
//   node enroll-and-wait.ts REQUEST.csr ORGANIZATION_ID PROFILE_ID DAYS ["FIELD=VALUE" ...] > chain.pem
import { readFile } from 'node:fs/promises';
import { scmFromEnvironment } from './scm-from-environment.ts';

const [file = '', orgId, certType, term, ...assignments] = process.argv.slice(2);
const customFields = Object.fromEntries(
  assignments.map((text) => [text.slice(0, text.indexOf('=')), text.slice(text.indexOf('=') + 1)]),
);

const scm = scmFromEnvironment();
try {
  const { sslId } = await scm.certificates.enroll({
    csr: await readFile(file, 'utf8'),
    orgId: Number(orgId),
    certType: Number(certType),
    term: Number(term),
    customFields,
  });
  console.error(`Ordered as ${sslId}.`);
  const outcome = await scm.certificates.waitForCertificate(sslId, { deadlineMs: 15 * 60_000 });
  if (outcome.status === 'issued') {
    for (const { pem } of outcome.certificates) process.stdout.write(pem);
  } else {
    console.error(`The certificate is ${outcome.status}.`);
    process.exitCode = 1;
  }
} finally {
  await scm.close();
}
