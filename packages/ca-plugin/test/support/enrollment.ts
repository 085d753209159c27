import { createPublicKey, X509Certificate } from 'node:crypto';
import type { Sandbox } from '@certbridge/sandbox';
import { expect } from 'vitest';
import {
  EndEntityStatus,
  type EnrollmentRequest,
  type EnrollmentResult,
  type EnrollmentType,
  type SubjectAlternativeNames,
} from '../../src/index.ts';
import { csrFor, type TestCsr } from './make-csr.ts';
import type { TestPlugin } from './plugin.ts';

/** How an order differs from an ordinary one. */
export interface OrderChanges {
  readonly csr?: string | Uint8Array;
  readonly subject?: string;
  /** By the names of kinds that a gateway gives. */
  readonly san?: SubjectAlternativeNames | Readonly<Record<string, readonly string[]>>;
  readonly productId?: string;
  /** On top of what every order needs; an empty text takes one of these away. */
  readonly parameters?: Readonly<Record<string, string>>;
  readonly enrollmentType?: EnrollmentType;
  readonly keepsCustomFields?: boolean;
}

/** Template settings that the sandbox takes. */
export const goodParameters = { Organization: 'Corp Services', 'Cost Center': 'CC-1' } as const;

/** An order that the sandbox takes, for the key of a CSR. */
export function orderOf({ pem }: Pick<TestCsr, 'pem'>, changes: OrderChanges = {}): EnrollmentRequest {
  const { csr = pem, subject = '', san = {}, productId = '1001', enrollmentType = 'New' } = changes;
  const parameters = { ...goodParameters, ...changes.parameters };
  const { keepsCustomFields } = changes;
  return { csr, subject, san, productInfo: { productId, parameters }, enrollmentType, keepsCustomFields };
}

/** Reads the certificate of a result, which must have one for the key of the CSR. */
export function certificateOf(result: EnrollmentResult, { privateKey }: Pick<TestCsr, 'privateKey'>) {
  expect(result).toMatchObject({ status: EndEntityStatus.Generated, certificate: expect.any(String) });
  const x509 = new X509Certificate(Buffer.from(result.certificate ?? '', 'base64'));
  expect(x509.publicKey.equals(createPublicKey(privateKey))).toBe(true);
  return x509;
}

/** Keeps a result as a host does. */
export function keep({ reader }: Pick<TestPlugin, 'reader'>, result: EnrollmentResult): void {
  reader.keep({
    caRequestId: result.caRequestId,
    certificate: result.certificate,
    serialNumber: null,
    status: result.status,
    productId: '1001',
    csr: null,
    revocationDate: null,
    revocationReason: null,
    statusMessage: result.statusMessage,
  });
}

/** Orders a certificate that the host then keeps; gives it with its id and CSR. */
export async function enrolled(test: TestPlugin, changes: OrderChanges & { commonName?: string } = {}) {
  const csr = await csrFor(changes.commonName ?? 'www.corp.example');
  const result = await test.plugin.enroll(orderOf(csr, changes));
  const x509 = certificateOf(result, csr);
  keep(test, result);
  return { csr, x509, id: Number(result.caRequestId) };
}

/** Operations that order something, in order of arrival, since the last look. */
export function takeOrders({ requests }: Sandbox): string[] {
  const orders = requests
    .list()
    .map(({ operation }) => operation)
    .filter((operation) => /^(enroll|renew|replace)/i.test(operation));
  requests.clear();
  return orders;
}

/** Body of the only request of an operation. */
export function bodyOf({ requests }: Sandbox, operation: string): Record<string, unknown> {
  const bodies = requests.list().filter((request) => request.operation === operation);
  expect(bodies).toHaveLength(1);
  return bodies[0]?.body as Record<string, unknown>;
}

/** A response that was lost after SCM did what was asked. */
export function loseResponse(sandbox: Sandbox, path: string, times = 1): void {
  sandbox.setKnobs({ faultsAfterWrite: true, failures: [{ method: 'POST', path, response: 'drop', times }] });
}
