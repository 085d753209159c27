import { expect, expectTypeOf, test } from 'vitest';
import type {
  CertificateFilter,
  CustomFieldCreate,
  CustomFieldFilter,
  DcvMode,
  DcvStartMethod,
  DcvSubmission,
  Organization,
  PagedList,
  SectigoClient,
  SslDetails,
  SslIdentity,
  SslReportRequest,
  SslReportRow,
  SslStatus,
} from '../src/index.ts';
import { createClient } from './start.ts';

/** Compiled, never run. */
export async function misspelt({ certificates, organizations, persons, reports }: SectigoClient) {
  const record = await certificates.get(7);
  // @ts-expect-error it is organizationName, and of the report
  record.organization;
  // @ts-expect-error it is expires
  record.expiers;
  // @ts-expect-error a nested object is closed, too
  record.certificateDetails?.isuer;
  // @ts-expect-error a record is not changed
  record.expires = '2026-01-01';
  // @ts-expect-error a status is asked for by a known name
  certificates.list({ status: 'Isued' });
  // @ts-expect-error a filter has a known name
  certificates.list({ state: 'Issued' });
  // @ts-expect-error an option has a known name
  certificates.list({}, { pagesize: 5 });
  // @ts-expect-error a label is a known one
  certificates.count({ requestedVia: 'Rest' });
  // @ts-expect-error a report takes names
  reports.sslCertificates({ certificateStatus: 2 });
  const identity = { serialNumber: 'AB', issuer: 'CN=CA', reasonCode: 4 } as const;
  certificates.markRevoked(identity);
  // @ts-expect-error a certificate is named in one way
  certificates.markRevoked({ certId: 7, ...identity });
  const [row] = await reports.sslCertificates({});
  // @ts-expect-error it is expires
  row?.expiers;
  const [organization] = await organizations.list();
  // @ts-expect-error it is departments
  organization?.department;
  for await (const person of persons.list()) {
    // @ts-expect-error it is email
    person.mail;
  }
}

test('what is returned has no key beyond the documented ones, but raw', () => {
  expect(misspelt).toBeTypeOf('function');
  expectTypeOf<string extends keyof SslDetails ? 'open' : 'closed'>().toEqualTypeOf<'closed'>();
  expectTypeOf<string extends keyof SslReportRow ? 'open' : 'closed'>().toEqualTypeOf<'closed'>();
  expectTypeOf<string extends keyof Organization ? 'open' : 'closed'>().toEqualTypeOf<'closed'>();
  expectTypeOf<keyof SslIdentity>().toEqualTypeOf<
    'sslId' | 'commonName' | 'subjectAlternativeNames' | 'serialNumber' | 'raw'
  >();
  expectTypeOf<SslDetails['raw']>().toEqualTypeOf<Readonly<Record<string, unknown>> | undefined>();
});

test('a state that is read may be a new one, while one that is asked for is known', () => {
  expectTypeOf<'Hibernating'>().toExtend<SslDetails['status']>();
  expectTypeOf<SslStatus>().toExtend<SslDetails['status']>();
  expectTypeOf<CertificateFilter['status']>().toEqualTypeOf<SslStatus | undefined>();
  expectTypeOf<SslReportRequest['certificateStatus']>().toEqualTypeOf<
    'Any' | 'Requested' | 'Issued' | 'Revoked' | 'Expired' | undefined
  >();
  expectTypeOf<CustomFieldCreate['certType']>().toEqualTypeOf<'ssl' | 'smime' | 'codesign' | 'device'>();
  expectTypeOf<DcvStartMethod>().toEqualTypeOf<Exclude<DcvMode, 'AUTO'>>();
  expectTypeOf<DcvSubmission['method']>().toEqualTypeOf<DcvStartMethod>();
  expectTypeOf<CustomFieldFilter['certType']>().toEqualTypeOf<CustomFieldCreate['certType']>();
});

test('what SCM gives in pages is a PagedList, and what it gives whole an array', () => {
  const auth = { type: 'password', login: 'a', password: 'b' } as const;
  const client = createClient({ baseUrl: 'https://scm.invalid', customerUri: 'corp', auth });
  expectTypeOf(client.certificates.list()).toEqualTypeOf<PagedList<SslIdentity>>();
  expectTypeOf(client.certificates.list().toArray).returns.resolves.toEqualTypeOf<SslIdentity[]>();
  expectTypeOf(client.organizations.list).returns.resolves.toEqualTypeOf<Organization[]>();
  expectTypeOf(client.reports.sslCertificates).returns.resolves.toEqualTypeOf<SslReportRow[]>();
});
