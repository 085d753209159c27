import { type ScmSwitches, switchChoices } from '@certbridge/sandbox';
import { expect, test } from 'vitest';
import type { SectigoClient } from '../src/index.ts';
import { csr, order } from './operations.ts';
import { connect, connectByOAuth, start } from './start.ts';

/** All switches of SCM; the type check fails if one is missing. */
const questions = {
  customFieldsOnPut: true,
  inactiveValuesOnReplace: true,
  mandatoryOnPut: true,
  emptyCustomFieldValue: true,
  badCustomFieldValue: true,
  unknownCustomField: true,
  customFieldNameCase: true,
  certTypeSpelling: true,
  shortFormLists: true,
  suspendedActive: true,
  sizeAbsent: true,
  sizeZero: true,
  sizeOver200: true,
  listOrder: true,
  textFilter: true,
  orgFilter: true,
  serialFilter: true,
  listSerial: true,
  detailSerial: true,
  scmSerialCase: true,
  dateFormat: true,
  detailEmptyKeys: true,
  statusSpelling: true,
  reasonCode: true,
  lockedKey: true,
  unknownIdOnGet: true,
  unknownIdOnPut: true,
  loginErrorCode: true,
  customerUriCase: true,
  approval: true,
  issueAfterRequests: [0, 5],
  issueAfterMs: [30],
  collectPending: true,
  collectDuringReplace: true,
  base64Collect: true,
  pkcs7Order: true,
  collectLineEnds: true,
  collectChain: true,
  caKeyAlgorithm: true,
  externalRequesterOnEnroll: true,
  domainValidation: true,
  revokeReasonCode: true,
  renewalBody: true,
  numbersAsText: true,
  // Whether profiles allow a renewal is no oddity to survive: the refusal has a test of its own.
  renewal: ['allowed'],
  renewedCertificate: true,
  domainValidatedAfterRequests: [0, 2],
  oauthErrorCode: true,
  // Nor is a report that is too long.
  reportMaxRows: [0],
  reportTooLarge: ['refused'],
  // What the engine has to see: the client hands rows on as they come.
  reportShiftedDays: [],
  reportTaggedNames: [],
} satisfies Record<keyof ScmSwitches, true | readonly (string | number)[]>;

const settings = Object.entries(questions).flatMap(([name, values]) =>
  (values === true ? switchChoices[name as keyof ScmSwitches] : values).map(
    (value) => [name, value] as const,
  ),
);

test.each(settings)('a certificate lives its life when %s is %s', async (name, value) => {
  const now = new Date('2026-03-01T00:00:00Z');
  for (const connectTo of [connect, connectByOAuth]) {
    const sandbox = await start({ now, switches: { [name]: value } });
    sandbox.scmState.putDomain({ domain: 'corp.example' });
    const life = await liveThrough(connectTo(sandbox));
    expect(life).toEqual({
      names: 3,
      renewed: true,
      values: 'CC-2',
      status: 'Revoked',
      reasonCode: 4,
      revoked: '2026-03-01',
    });
  }
});

/** Approves an order as often as it takes. */
async function approve({ certificates }: SectigoClient, sslId: number): Promise<void> {
  while (['Requested', 'SAApproved'].includes((await certificates.get(sslId)).status)) {
    await certificates.approve(sslId, 'yes');
  }
}

/** Orders, approves, collects, changes, replaces, renews and revokes a certificate, and reads what there is. */
async function liveThrough(client: SectigoClient) {
  const { certificates } = client;
  const { sslId } = await certificates.enroll({ ...order, csr });
  await approve(client, sslId);
  const wait = () =>
    certificates.waitForCertificate(sslId, { firstDelayMs: 1, longestDelayMs: 10, format: 'base64' });
  const first = await wait();
  if (first.status !== 'issued') throw new Error(`The certificate is ${first.status}.`);
  expect(first.certificates[0]?.x509.subject).toContain('CN=www.corp.example');

  await certificates.updateCustomFields(sslId, { 'Cost Center': 'CC-2' });
  await certificates.replace(sslId, { csr, reason: 'new key' });
  expect((await wait()).status).toBe('issued');
  const renewal = await certificates.renewById(sslId);
  expect(renewal.sslId).not.toBe(sslId);
  const { customFields = [], renewed, status: current } = await certificates.get(sslId);

  // A certificate that its renewal replaced can't be revoked; then the renewal is.
  const revocable = current === 'Issued' ? sslId : renewal.sslId;
  await approve(client, revocable);
  await certificates.waitForCertificate(revocable, { firstDelayMs: 1, longestDelayMs: 10 });
  await certificates.revokeById(revocable, { reasonCode: 4, reason: 'superseded' });
  const { status, reasonCode, revoked } = await certificates.get(revocable);
  expect(await certificates.collect(revocable)).toEqual({ status: 'revoked' });

  const listed = await Array.fromAsync(certificates.list({}, { pageSize: 9 }));
  expect(listed.length).toBe(await certificates.count());
  expect((await client.customFields.list({ certType: 'ssl' })).length).toBeGreaterThan(0);
  await client.customFields.listForSsl();
  const chain = first.certificates.length + (first.certificates.length === 2 ? 1 : 0);
  const values = customFields.find(({ name }) => name === 'Cost Center')?.value;
  return { names: chain, renewed, values, status, reasonCode, revoked };
}
