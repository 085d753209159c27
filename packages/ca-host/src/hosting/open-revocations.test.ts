import { getLogger } from '@logtape/logtape';
import { expect, onTestFinished, test } from 'vitest';
import type { RevocationOutcome } from '../contract/hosted-ca.ts';
import type { IssuedCertificate } from '../contract/issued-certificate.ts';
import { openCaDatabase } from '../database/open-ca-database.ts';
import { OpenRevocations } from './open-revocations.ts';

const certificate = { ca: 'Sectigo', requestId: '7', serialNumber: '0A' } as IssuedCertificate;
const asked = { certificate, reason: 4, requester: 'anna' };

/** The revocations of processes that can keep no file beside their database. */
async function namelessProcesses() {
  const database = await openCaDatabase(':memory:');
  onTestFinished(() => database.close());
  const processes = { own: () => undefined, isRunning: () => false };
  const open = () =>
    new OpenRevocations(database.records('open revocation'), { logger: getLogger('test'), processes });
  return [open(), open()] as const;
}

const revokedBefore = async (): Promise<RevocationOutcome> => ({ state: 'already-revoked', certificate });

test('a process without a name records what it is about to send, for one that comes after it', async () => {
  const [killed, next] = await namelessProcesses();
  expect(await killed.intend(asked)).toBe(true);
  expect(await next.settle({ ...asked, requester: 'bert' }, revokedBefore)).toMatchObject({
    state: 'already-revoked',
  });
  expect(await next.settle(asked, revokedBefore)).toMatchObject({ state: 'revoked' });
});

test('a process without a name does not take its own revocation under way for one of before', async () => {
  const [process] = await namelessProcesses();
  await process.intend(asked);
  expect(await process.settle(asked, revokedBefore)).toMatchObject({ state: 'already-revoked' });
});
