import { CaPluginError, EndEntityStatus } from '@certbridge/ca-plugin';
import type { CliIo } from '../../cli-io.ts';
import { badInput, CaCommandError, toCaFailure } from './ca-error.ts';
import type { CaResult } from './ca-result.ts';
import { findRequest } from './find-request.ts';
import { describeRequest, renderRequest } from './render-request.ts';
import { type CaHost, type CaOptions, runCaCommand } from './run-ca-command.ts';

/** A revocation as the command line asks for it. */
export interface CaRevokeCommand extends CaOptions {
  /** Id or serial number of the request. */
  readonly request: string;
  /** CRLReason of RFC 5280. */
  readonly reason: number;
}

/** Revokes a certificate of the database and prints how it stands then; returns the exit code. */
export function runCaRevoke({ request, reason, ...options }: CaRevokeCommand, io: CliIo): Promise<number> {
  return runCaCommand(options, { io, command: 'revoke', work: (host) => revoke(host, { request, reason }) });
}

async function revoke(
  host: CaHost,
  { request, reason }: Pick<CaRevokeCommand, 'request' | 'reason'>,
): Promise<CaResult> {
  const { plugin, store, io } = host;
  const { id, certificate, productId, status: before } = findRequest(store, request);
  if (certificate === null) {
    throw badInput(
      `Request ${id} has no certificate in the database`,
      `certbridge ca get ${id} reads it, if it was issued.`,
    );
  }
  const { serialNumber } = certificate;
  const status = await plugin
    .revoke({ caRequestId: id, serialNumber, reason }, { signal: io.signal })
    .catch((error: unknown) => {
      if (error instanceof CaPluginError && error.code === 'refused')
        throw new CaCommandError({ ...toCaFailure(error), exitCode: 3 });
      throw error;
    });
  const wasRevoked = before === EndEntityStatus.Revoked;
  const isRead = await readRevocation(host, id);
  if (!isRead && !wasRevoked) {
    const unknown = {
      certificate: null,
      serialNumber: null,
      csr: null,
      revocationDate: null,
      statusMessage: null,
    };
    const record = { ...unknown, caRequestId: id, productId, status, revocationReason: reason };
    store.requests.keep([record], { at: new Date() });
  }
  const after = findRequest(store, id);
  return {
    exitCode: 0,
    document: { request: describeRequest(after), wasRevoked },
    lines: [
      wasRevoked
        ? 'It was revoked before; nothing was changed.'
        : `The certificate ${serialNumber} is revoked.`,
      ...renderRequest(after),
      ...(isRead ? [] : [`Its date could not be read; certbridge ca get ${id} reads it.`]),
    ],
  };
}

/** Keeps the authority's own date and reason, and tells whether they could be read. */
async function readRevocation({ plugin, store, io }: CaHost, id: string): Promise<boolean> {
  try {
    store.requests.keep([await plugin.getSingleRecord(id, { signal: io.signal })], { at: new Date() });
    return true;
  } catch (error) {
    if (error instanceof CaPluginError) return false;
    throw error;
  }
}
