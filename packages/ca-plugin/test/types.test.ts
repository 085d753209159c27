import { expect, expectTypeOf, test } from 'vitest';
import {
  type BadRecord,
  type CaPlugin,
  type CertificateRecord,
  type CertificateRecordResult,
  type ConnectionInfo,
  createSectigoPlugin,
  type EnrollmentContext,
  type EnrollmentRequest,
  type EnrollmentResult,
  hasProductCatalog,
  isConfigurable,
  type Product,
  type RecordedOrder,
  type SectigoConnection,
  type SectigoPlugin,
  type SectigoPluginOptions,
  type SettingProblem,
  type SyncFilter,
} from '../src/index.ts';

/** Compiled, never run. */
export async function misspelt(
  plugin: SectigoPlugin,
  request: EnrollmentRequest,
  reader: SectigoPluginOptions['reader'],
) {
  // @ts-expect-error it is orderGraceMs
  createSectigoPlugin({ reader, orderGrace: 5 });
  // @ts-expect-error an HTTP option has a known name
  createSectigoPlugin({ reader, http: { concurency: 4 } });
  // @ts-expect-error it is Username
  plugin.initialize({ Usernam: 'api' });
  // @ts-expect-error it is OAuth
  plugin.initialize({ AuthType: 'OAuth2' });
  // @ts-expect-error a status is a known one
  plugin.initialize({ SyncFilter: { status: 'Isued' } });
  // @ts-expect-error a filter has a known name
  const filter: SyncFilter = { organization: 7 };
  // @ts-expect-error it is RenewOrReissue
  plugin.enroll({ ...request, enrollmentType: 'Renewal' });
  // @ts-expect-error it is dns
  plugin.enroll({ ...request, san: { dsn: ['www.corp.example'] } });
  // @ts-expect-error it is waitMs
  plugin.enroll(request, { waitSeconds: 5 });
  // @ts-expect-error it is fullSync
  plugin.synchronize({ lastSync: null, full: true });
  // @ts-expect-error it is onFinding
  plugin.getProducts({ onFindings: () => {} });

  const result = await plugin.enroll(request);
  // @ts-expect-error it is caRequestId
  result.requestId;
  // @ts-expect-error it is response
  result.enrollmentContext.lost;
  // @ts-expect-error it is lost
  if (result.enrollmentContext.response === 'missing') return;
  // @ts-expect-error there is no such status
  if (result.status === 41) return;
  for await (const record of plugin.synchronize({ lastSync: null, fullSync: true })) {
    // @ts-expect-error a bad record has none
    record.certificate;
    // @ts-expect-error it is certificate
    if (!('problem' in record)) record.pem;
  }
  const [product] = await plugin.getProducts();
  // @ts-expect-error it is keys.rsa
  product?.keys.RSA;
  // @ts-expect-error it is Username
  plugin.getCAConnectorAnnotations().UserName;
  // @ts-expect-error it is Lifetime
  plugin.getTemplateParameterAnnotations().LifeTime;
  return filter;
}

type Openness<T> = string extends keyof T ? 'open' : 'closed';

test('results, records and settings are closed', () => {
  expect(misspelt).toBeTypeOf('function');
  expectTypeOf<Openness<EnrollmentResult>>().toEqualTypeOf<'closed'>();
  expectTypeOf<Openness<EnrollmentContext>>().toEqualTypeOf<'closed'>();
  expectTypeOf<Openness<CertificateRecord>>().toEqualTypeOf<'closed'>();
  expectTypeOf<Openness<BadRecord>>().toEqualTypeOf<'closed'>();
  expectTypeOf<Openness<Product>>().toEqualTypeOf<'closed'>();
  expectTypeOf<Openness<SettingProblem>>().toEqualTypeOf<'closed'>();
  expectTypeOf<Openness<RecordedOrder>>().toEqualTypeOf<'closed'>();
  expectTypeOf<Openness<SectigoConnection>>().toEqualTypeOf<'closed'>();
});

test('a host takes any plugin by the contract, with settings that it does not know', async () => {
  const plugin: CaPlugin = createSectigoPlugin({
    reader: {
      statusByRequestId: async () => undefined,
      existsByRequestId: async () => false,
      requestIdBySerialNumber: async () => undefined,
      expiryByRequestId: async () => undefined,
    },
  });
  const connection: ConnectionInfo = { enabled: 'false', _comment: 'not yet' };
  if (isConfigurable(plugin)) expect(await plugin.validateCAConnectionInfo(connection)).toEqual([]);
  expectTypeOf<SectigoPlugin['initialize']>().toBeCallableWith(connection);
  expect(hasProductCatalog(plugin)).toBe(true);
});

test('a synchronization is an AsyncIterable, and what is whole an array', () => {
  expectTypeOf<CaPlugin['synchronize']>().returns.toEqualTypeOf<AsyncIterable<CertificateRecordResult>>();
  expectTypeOf<SectigoPlugin['getProducts']>().returns.resolves.toEqualTypeOf<readonly Product[]>();
});
