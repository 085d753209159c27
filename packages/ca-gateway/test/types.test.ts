import type * as v from 'valibot';
import { expect, expectTypeOf, test } from 'vitest';
import {
  type Access,
  type AccessSettings,
  type AccessSettingsInput,
  type AccessSettingsSchema,
  type AuditEntry,
  type Caller,
  type Credentials,
  createAccess,
  createGateway,
  type EndEntity,
  type EstSettings,
  type EstSettingsSchema,
  type Gateway,
  type GatewayApp,
  GatewayError,
  type GatewayOptions,
  type OperationsApp,
  type Peer,
  type ReceivedRequest,
} from '../src/index.ts';

const rule = { name: 'operator', password: { user: 'a', password: 'b' } };

/** Compiled, never run. */
export function misspelt(settings: AccessSettings): (AccessSettingsInput | EstSettings)[] {
  // @ts-expect-error it is limits.requestsPerMinute
  settings.limits.requestsPerSecond;
  // @ts-expect-error it is jwksUrl
  settings.tokens[0]?.jwksURL;
  // @ts-expect-error settings are not changed
  settings.rules.push(rule);
  return [
    // @ts-expect-error there is no such role
    { rules: [{ ...rule, roles: ['write'] }] },
    // @ts-expect-error it is profiles
    { rules: [{ ...rule, roles: ['read'], profile: ['DV SSL'] }] },
    // @ts-expect-error it is addresses
    { rules: [], proxy: { header: 'x-client-certificate', address: ['127.0.0.1'] } },
    // @ts-expect-error it is profile
    { profiles: 'DV SSL' },
  ];
}

/** Compiled, never run. */
export async function misspeltCalls(
  { host, access }: GatewayOptions,
  { request, peer }: ReceivedRequest,
  entry: AuditEntry,
): Promise<void> {
  const { app, operations } = createGateway({ host, access });
  // @ts-expect-error it is endEntities
  createGateway({ host, access, endEntity: undefined });
  // @ts-expect-error it is settings.waitMs
  createGateway({ host, access, settings: { waitSeconds: 4 } });
  // @ts-expect-error it is clientAuthorities
  createAccess({ settings: { rules: [] }, authorities: () => [], certificates: host.certificates });
  // @ts-expect-error a connection has a peer
  app.fetch(request, { incoming: peer });
  // @ts-expect-error the app of a listener has nothing but fetch
  app.request('/');
  // @ts-expect-error health and metrics are the same for all
  operations.fetch(request, { peer });
  // @ts-expect-error it is withPasswords
  access.readCredentials({ request, peer }, { withPassword: true });
  // @ts-expect-error it is caller.name
  (await access.authenticate({ request, peer })).userName;
  // @ts-expect-error it is serialNumber
  entry.serial;
  // @ts-expect-error there is no such status
  throw new GatewayError(418, 'A teapot.');
}

type Openness<T> = string extends keyof T ? 'open' : 'closed';

test('what a gateway returns is closed', () => {
  expect(misspeltCalls).toBeTypeOf('function');
  expectTypeOf<Openness<Gateway>>().toEqualTypeOf<'closed'>();
  expectTypeOf<keyof GatewayApp | keyof OperationsApp>().toEqualTypeOf<'fetch'>();
  expectTypeOf<Openness<Access>>().toEqualTypeOf<'closed'>();
  expectTypeOf<Openness<AuditEntry>>().toEqualTypeOf<'closed'>();
  expectTypeOf<Openness<Caller>>().toEqualTypeOf<'closed'>();
  expectTypeOf<Openness<Credentials>>().toEqualTypeOf<'closed'>();
  expectTypeOf<Openness<EndEntity>>().toEqualTypeOf<'closed'>();
  expectTypeOf<Openness<Peer>>().toEqualTypeOf<'closed'>();
});

test('the schemas decode the settings by their names', () => {
  expect(misspelt).toBeTypeOf('function');
  expectTypeOf<v.InferInput<typeof AccessSettingsSchema>>().toEqualTypeOf<AccessSettingsInput>();
  expectTypeOf<v.InferOutput<typeof AccessSettingsSchema>>().toEqualTypeOf<AccessSettings>();
  expectTypeOf<v.InferOutput<typeof EstSettingsSchema>>().toEqualTypeOf<EstSettings>();
  expectTypeOf<string extends keyof AccessSettings ? 'open' : 'closed'>().toEqualTypeOf<'closed'>();
});
