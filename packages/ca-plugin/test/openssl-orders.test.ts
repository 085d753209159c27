/** The names that are ordered for a CSR are those that `openssl req -text` shows, in lower case, without a dot at the end, and IPv6 addresses in their shortest form. */
import { isIPv6 } from 'node:net';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { anyRequest } from '../../certificate/test/support/any-request.ts';
import { hasOpenssl, shownByOpenssl } from '../../certificate/test/support/openssl-request.ts';
import { chooseNames } from '../src/enrollment/choose-names.ts';
import { readVerifiedCsr } from '../src/enrollment/read-verified-csr.ts';
import { isRefusal } from '../src/enrollment/refusal.ts';

if (!hasOpenssl) process.stderr.write('Skipped: orders compared with openssl, which is not installed.\n');

/** Undefined where nothing is ordered. */
async function orderedNames(der: Uint8Array): Promise<readonly string[] | undefined> {
  const csr = await readVerifiedCsr(der);
  if (isRefusal(csr)) return undefined;
  const names = chooseNames({ csr, subject: [], alternativeNames: [], multiDomain: true });
  return isRefusal(names) ? undefined : names.all;
}

/** Line ends and blanks are part of a name. */
function shownNames(der: Uint8Array): string[] | undefined {
  const shown = shownByOpenssl(der);
  const commonNames = shown?.subject
    .filter((part) => part.startsWith('2.5.4.3='))
    .map((part) => part.slice('2.5.4.3='.length));
  const others = shown?.alternativeNames
    .flatMap((text) => /^(?!<EMPTY>)(.*?)(?:\n {4}|$)/s.exec(text)?.[1]?.split(', ') ?? [])
    .map((name) => name.replace(/^(?:DNS|IP Address):/, ''));
  return shown && [...(commonNames ?? []), ...(others ?? [])];
}

function written(name: string): string {
  if (isIPv6(name)) return new URL(`http://[${name}]`).hostname.slice(1, -1);
  return name.toLowerCase().replace(/\.$/, '');
}

test.skipIf(!hasOpenssl)('what is ordered for a CSR is what openssl shows, or nothing', async () => {
  let count = 0;
  await fc.assert(
    fc.asyncProperty(anyRequest, async (der) => {
      const ordered = await orderedNames(der);
      if (ordered === undefined) return;
      count += 1;
      const shown = shownNames(der)
        ?.filter((name) => name !== '')
        .map(written);
      expect(new Set(ordered)).toEqual(new Set(shown));
    }),
    { numRuns: 400 },
  );
  // Not all are refused.
  expect(count).toBeGreaterThan(10);
});
