import { readFileSync } from 'node:fs';
import type { Sandbox } from '@certbridge/sandbox';
import type { SectigoClient } from '../src/index.ts';

/** What a call needs to be there. */
export interface Things {
  readonly issued: number;
  /** Waits for an administrator. */
  readonly requested: number;
  readonly imported: number;
  readonly renewId: string;
  readonly serialNumber: string;
  readonly customFieldId: number;
  readonly organizationId: number;
  readonly profileId: number;
  readonly person: { readonly id: number; readonly email: string };
  readonly domain: string;
}

/** A call of the client for an operation of the contract. */
export interface OperationCall {
  /** As the README names it. */
  readonly call: string;
  readonly run: (client: SectigoClient, things: Things) => Promise<unknown>;
  /** Not part of the Admin Operations API. */
  readonly headerLoginOnly?: boolean;
}

/** A certificate request for `CN=www.corp.example` with an EC P-256 key. */
export const csr = readFileSync(new URL('fixtures/request.pem', import.meta.url), 'utf8');

/** An order that the sandbox takes. */
export const order = {
  orgId: 203,
  certType: 1002,
  term: 90,
  subjAltNames: ['www.corp.example', 'api.corp.example'],
  comments: 'ordered by a test',
  customFields: { 'Cost Center': 'CC-1' },
  externalRequester: 'a@corp.example, b@corp.example',
} as const;

const reason = { reasonCode: 4, reason: 'replaced by another' } as const;
const validation = { dcvMode: 'EMAIL', dcvEmail: 'admin@corp.example' } as const;

/** The call for every operation of the contract. */
export const operations: Readonly<Record<string, OperationCall>> = {
  listSsl: {
    call: 'certificates.list',
    run: (client) =>
      Array.fromAsync(
        client.certificates.list(
          { status: 'Issued', requestedVia: 'REST API', installStatus: 'Not configured', sslTypeId: 1002 },
          { pageSize: 50 },
        ),
      ),
  },
  countSsl: {
    call: 'certificates.count',
    run: (client) => client.certificates.count({ status: 'Issued', renewalStatus: 'Not scheduled' }),
  },
  getSsl: { call: 'certificates.get', run: (client, { issued }) => client.certificates.get(issued) },
  updateSsl: {
    call: 'certificates.update',
    run: (client, { requested }) =>
      client.certificates.update(requested, {
        term: 90,
        commonName: 'new.corp.example',
        subjectAlternativeNames: ['new.corp.example'],
        comments: 'changed',
        externalRequester: '',
        autoRenewDetails: { state: 'Scheduled', daysBeforeExpiration: 20 },
        suspendNotifications: true,
        approverAdminId: -1,
      }),
  },
  deleteSsl: {
    call: 'certificates.remove',
    run: (client, { imported }) => client.certificates.remove(imported),
  },
  listSslTypes: {
    call: 'profiles.list',
    run: (client, { organizationId }) => client.profiles.list({ organizationId }),
  },
  listSslCustomFields: { call: 'customFields.listForSsl', run: (client) => client.customFields.listForSsl() },
  enrollSsl: {
    call: 'certificates.enroll',
    run: (client) => client.certificates.enroll({ ...order, ...validation, csr }),
  },
  enrollSslKeygen: {
    call: 'certificates.enrollWithKeyGeneration',
    run: (client) =>
      client.certificates.enrollWithKeyGeneration({
        ...order,
        commonName: 'www.corp.example',
        algorithm: 'RSA',
        keyParam: '2048',
        keyGenerationMethod: 'PK_AGENT',
        passPhrase: 'a long pass phrase',
      }),
  },
  renewSslById: {
    call: 'certificates.renewById',
    run: (client, { issued }) => client.certificates.renewById(issued, validation),
  },
  renewSslByRenewId: {
    call: 'certificates.renewByRenewId',
    run: (client, { renewId }) => client.certificates.renewByRenewId(renewId),
  },
  markSslRenewed: {
    call: 'certificates.markRenewed',
    run: (client, { issued, requested }) => client.certificates.markRenewed(issued, { id: requested }),
  },
  replaceSsl: {
    call: 'certificates.replace',
    run: (client, { issued }) =>
      client.certificates.replace(issued, {
        csr,
        reason: 'new key',
        commonName: 'www.corp.example',
        subjectAlternativeNames: ['www.corp.example'],
      }),
  },
  revokeSslById: {
    call: 'certificates.revokeById',
    run: (client, { issued }) => client.certificates.revokeById(issued, reason),
  },
  revokeSslBySerial: {
    call: 'certificates.revokeBySerial',
    run: (client, { serialNumber }) => client.certificates.revokeBySerial(serialNumber, reason),
  },
  markSslRevoked: {
    call: 'certificates.markRevoked',
    run: (client, { issued }) =>
      client.certificates.markRevoked({
        certId: issued,
        reasonCode: 4,
        revokeDate: new Date('2026-02-01T12:00:00Z'),
      }),
  },
  approveSsl: {
    call: 'certificates.approve',
    run: (client, { requested }) => client.certificates.approve(requested, 'in order'),
  },
  declineSsl: {
    call: 'certificates.decline',
    run: (client, { requested }) => client.certificates.decline(requested, 'not in order'),
  },
  collectSsl: {
    call: 'certificates.collect',
    run: (client, { issued }) => client.certificates.collect(issued),
  },
  collectSslByPath: {
    call: "certificates.collect, formatIn: 'path'",
    run: (client, { issued }) => client.certificates.collect(issued, { format: 'pemco', formatIn: 'path' }),
    headerLoginOnly: true,
  },
  getSslDcv: { call: 'certificates.dcv', run: (client, { issued }) => client.certificates.dcv(issued) },
  recheckSslDcv: {
    call: 'certificates.recheckDcv',
    run: (client, { issued }) => client.certificates.recheckDcv(issued),
  },
  reportSslCertificates: {
    call: 'reports.sslCertificates',
    run: (client, { organizationId }) =>
      client.reports.sslCertificates({
        organizationIds: [organizationId],
        certificateStatus: 'Issued',
        certificateDateAttribute: 'expires',
        from: '2020-01-01',
        to: '2040-01-01',
        certificateRequestSource: 'REST API',
        serialNumberFormat: 'HEXWithLeadingZeros',
        includeIpAddresses: true,
      }),
  },
  listCustomFields: {
    call: 'customFields.list',
    run: (client) => client.customFields.list({ certType: 'ssl' }),
  },
  createCustomField: {
    call: 'customFields.create',
    run: (client) =>
      client.customFields.create({
        name: 'Stage',
        certType: 'ssl',
        state: 'ACTIVE',
        input: { type: 'TEXT_OPTION', options: ['Test', 'Production'] },
        mandatories: ['REST_API'],
      }),
  },
  updateCustomField: {
    call: 'customFields.update',
    run: (client, { customFieldId }) =>
      client.customFields.update({
        id: customFieldId,
        name: 'Renamed',
        certType: 'ssl',
        state: 'ACTIVE',
        input: { type: 'TEXT_SINGLE_LINE' },
        mandatories: [],
      }),
  },
  getCustomField: {
    call: 'customFields.get',
    run: (client, { customFieldId }) => client.customFields.get(customFieldId),
  },
  deleteCustomField: {
    call: 'customFields.remove',
    run: (client, { customFieldId }) => client.customFields.remove(customFieldId),
  },
  listOrganizations: { call: 'organizations.list', run: (client) => client.organizations.list() },
  getOrganization: {
    call: 'organizations.get',
    run: (client, { organizationId }) => client.organizations.get(organizationId),
  },
  listPersons: {
    call: 'persons.list',
    run: (client, { organizationId, person }) =>
      Array.fromAsync(client.persons.list({ organizationId, email: person.email })),
  },
  getPerson: { call: 'persons.get', run: (client, { person }) => client.persons.get(person.id) },
  findPersonByEmail: {
    call: 'persons.findByEmail',
    run: (client, { person }) => client.persons.findByEmail(person.email),
  },
  listDcv: {
    call: 'domainValidations.list',
    run: (client, { organizationId }) =>
      Array.fromAsync(
        client.domainValidations.list({ org: organizationId, dcvStatus: 'VALIDATED', expiresIn: 3650 }),
      ),
  },
  getDcvStatus: {
    call: 'domainValidations.status',
    run: (client, { domain }) => client.domainValidations.status(domain),
  },
  getDcvStatusV1: {
    call: 'domainValidations.status, version: 1',
    run: (client, { domain }) => client.domainValidations.status(domain, { version: 1 }),
    headerLoginOnly: true,
  },
  startDcv: {
    call: 'domainValidations.start',
    run: (client, { domain }) => client.domainValidations.start(domain, 'CNAME'),
  },
  submitDcv: {
    call: 'domainValidations.submit',
    run: (client, { domain }) => client.domainValidations.submit(domain, { method: 'TXT' }),
  },
  clearDcv: {
    call: 'domainValidations.clear',
    run: (client, { domain }) => client.domainValidations.clear(domain),
  },
};

/** Puts into a sandbox what the calls need. */
export async function prepare(sandbox: Sandbox, client: SectigoClient): Promise<Things> {
  const { scmState } = sandbox;
  const first = (status: string) => {
    const found = scmState.certificates().find((certificate) => certificate.status === status);
    if (found === undefined) throw new Error(`The seed has no certificate in the state ${status}.`);
    return found;
  };
  const issued = first('Issued');
  const { sslId: imported } = scmState.addCertificate({ requestedVia: 'Imported' });
  const { id: customFieldId } = scmState.putCustomField({
    name: 'Of a test',
    certType: 'ssl',
    state: 'ACTIVE',
    input: { type: 'TEXT_SINGLE_LINE' },
    mandatories: [],
  });
  const { id, email } = scmState.putPerson({ email: 'jo@corp.example', organizationId: issued.orgId });
  const { domain } = scmState.putDomain({ domain: 'corp.example', orgId: issued.orgId });
  const enrolled = await client.certificates.enroll({ ...order, csr });
  await scmState.decide(enrolled.sslId, 'issue');
  sandbox.requests.clear();
  return {
    issued: issued.sslId,
    requested: first('Requested').sslId,
    imported,
    renewId: enrolled.renewId ?? '',
    serialNumber: issued.serialNumber ?? '',
    customFieldId,
    organizationId: issued.orgId,
    profileId: issued.sslTypeId,
    person: { id, email },
    domain,
  };
}
