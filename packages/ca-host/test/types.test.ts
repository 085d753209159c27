import { expect, expectTypeOf, test } from 'vitest';
import {
  type CaDatabase,
  type CaProfile,
  type CompletedSyncs,
  createHostedCa,
  type HostedCaState,
  type HostedPlugin,
  type IssuedCertificate,
  type ManagedCa,
  type OpenOrder,
  type OpenOrders,
  type OrderOutcome,
  openCaDatabase,
  openCaStore,
  type Pickup,
  type Poll,
  type ProfileCheck,
  pickUpPending,
  type RevocationOutcome,
  type StoredCertificatePage,
  type StoredRequest,
  type Synchronization,
  synchronize,
} from '../src/index.ts';

/** Compiled, never run. */
export async function misspelt(ca: ManagedCa, database: CaDatabase, host: HostedPlugin): Promise<void> {
  // @ts-expect-error it is filling
  openCaDatabase(':memory:', { fillin: 'a scan' });
  // @ts-expect-error it is ca
  openCaStore(':memory:', { cas: 'Sectigo' });
  // @ts-expect-error it is settleMs
  createHostedCa({ name: 'Sectigo', connection: {}, database, settleSeconds: 20 });
  // @ts-expect-error an HTTP option has a known name
  createHostedCa({ name: 'Sectigo', connection: {}, database, http: { concurency: 4 } });

  const request = { profile: 'DV SSL', userName: '', csr: new Uint8Array() };
  // @ts-expect-error it is waitMs
  ca.order(request, { waitSeconds: 4 });
  // @ts-expect-error it is userName
  ca.order({ ...request, username: 'www' }, { waitMs: 4000 });
  // @ts-expect-error it is full
  ca.scan({ all: true });
  // @ts-expect-error it is signal
  ca.pollPending({ abort: new AbortController().signal });
  // @ts-expect-error it is isOnly
  database.store('Sectigo', { only: true });
  // @ts-expect-error it is full
  synchronize(host, { all: true });
  // @ts-expect-error the concurrency is needed
  pickUpPending(host, {});

  const page = { start: { offset: 0 }, limit: 10 };
  // @ts-expect-error it is issued
  database.certificates.search({}, { ...page, sort: { by: 'isued', descending: true } });
  // @ts-expect-error it is statuses
  database.certificates.count({ status: ['active'] });
  // @ts-expect-error it is active
  database.certificates.count({ statuses: ['actve'] });

  const outcome = await ca.order(request, { waitMs: 4000 });
  // @ts-expect-error it is unavailable
  if (outcome.state === 'unavailible') return;
  if (outcome.state === 'issued') {
    // @ts-expect-error it is notAfter
    outcome.certificate.expires;
    // @ts-expect-error it is revocation.reason
    outcome.certificate.revocation?.code;
  }
  const { certificates } = await database.certificates.search(
    {},
    { ...page, sort: { by: 'issued', descending: true } },
  );
  // @ts-expect-error it is productName
  certificates[0]?.product;
  // @ts-expect-error it is isLoginRefused
  ca.state().loginRefused;
  // @ts-expect-error it is counts.added
  (await ca.scan({ full: true })).counts.new;
  const { requests } = await database.store('Sectigo');
  // @ts-expect-error it is statusMessage
  requests.find('1')?.message;
}

type Openness<T> = string extends keyof T ? 'open' : 'closed';

test('what a host returns is closed', () => {
  expect(misspelt).toBeTypeOf('function');
  expectTypeOf<Openness<ManagedCa>>().toEqualTypeOf<'closed'>();
  expectTypeOf<Openness<OrderOutcome>>().toEqualTypeOf<'closed'>();
  expectTypeOf<Openness<RevocationOutcome>>().toEqualTypeOf<'closed'>();
  expectTypeOf<Openness<IssuedCertificate>>().toEqualTypeOf<'closed'>();
  expectTypeOf<Openness<StoredCertificatePage>>().toEqualTypeOf<'closed'>();
  expectTypeOf<Openness<CaProfile>>().toEqualTypeOf<'closed'>();
  expectTypeOf<Openness<HostedCaState>>().toEqualTypeOf<'closed'>();
  expectTypeOf<Openness<HostedCaState['orders']>>().toEqualTypeOf<'closed'>();
  expectTypeOf<Openness<ProfileCheck>>().toEqualTypeOf<'closed'>();
  expectTypeOf<Openness<Synchronization>>().toEqualTypeOf<'closed'>();
  expectTypeOf<Openness<Poll>>().toEqualTypeOf<'closed'>();
  expectTypeOf<Openness<Pickup>>().toEqualTypeOf<'closed'>();
  expectTypeOf<Openness<OpenOrders>>().toEqualTypeOf<'closed'>();
  expectTypeOf<Openness<OpenOrder>>().toEqualTypeOf<'closed'>();
  expectTypeOf<Openness<StoredRequest>>().toEqualTypeOf<'closed'>();
  expectTypeOf<Openness<CompletedSyncs>>().toEqualTypeOf<'closed'>();
});
