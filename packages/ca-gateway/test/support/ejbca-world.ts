import type { CaProfile } from '@certbridge/ca-host';
import { createMemoryHost, type MemoryHost } from './memory-host.ts';
import { createTestPki, type TestPki } from './test-pki.ts';

/** Where the open-source clients look. */
export const api = '/ejbca/ejbca-rest-api';

/** A name with everything in it that clients encode in different ways. */
export const awkwardIssuer =
  'CN=Test OV CA R1,O=Trust / Test & Sons\\, Ltd\\+1,L=Salford,ST=Greater Manchester,C=GB';
/** With what could be decoded once more, and an attribute that EJBCA names in another way. */
export const secondIssuer = 'CN=Second Issuing CA %41,serialNumber=0796,O=Test Trust,C=GB';

/** Products of both CAs. */
export const profiles: readonly CaProfile[] = [
  {
    id: 1,
    name: 'DV SSL',
    productId: '1477',
    keys: { rsa: [4096, 2048, 3072], ec: ['P-256', 'P-384'] },
  },
  { id: 2, name: 'OV SSL', productId: '1478', keys: { rsa: [2048], ec: [] } },
];

/** Two CAs with keys that are made once. */
export interface EjbcaWorld {
  readonly main: TestPki;
  readonly second: TestPki;
  /** Creates a host without any certificate. */
  readonly createHost: () => MemoryHost;
}

/** Makes the CAs `Sectigo OV` and `Second CA`. */
export async function createEjbcaWorld(): Promise<EjbcaWorld> {
  const [main, second] = await Promise.all([createTestPki(awkwardIssuer), createTestPki(secondIssuer)]);
  return {
    main,
    second,
    createHost: () =>
      createMemoryHost([
        { name: 'Sectigo OV', pki: main, profiles },
        { name: 'Second CA', pki: second, profiles: profiles.slice(1) },
      ]),
  };
}

/** A body of pkcs10enroll, with changes. */
export function enrollment(csr: string, change: Readonly<Record<string, unknown>> = {}) {
  return {
    certificate_request: csr,
    certificate_profile_name: 'DV SSL',
    end_entity_profile_name: 'AnyCA',
    certificate_authority_name: 'Sectigo OV',
    username: 'www.corp.example',
    password: 'not kept',
    include_chain: true,
    ...change,
  };
}
