import path from 'node:path';
import type { EnrollmentRequest, SubjectAlternativeNames } from '@certbridge/ca-plugin';
import type { CliIo } from '../../cli-io.ts';
import type { StoredRequest } from '../database/request-row.ts';
import { badInput } from './ca-error.ts';
import { refuseUnknownParameters } from './check-parameters.ts';
import { findWithCertificate } from './find-at-authority.ts';
import { type OutputFile, refuseOverwriting } from './output-file.ts';
import { placeOrder } from './place-order.ts';
import { readCsrFile } from './read-csr-file.ts';
import { type CaOptions, runCaCommand } from './run-ca-command.ts';

/** An order as the command line asks for it. */
export interface CaEnrollCommand extends CaOptions {
  readonly kind: 'New' | 'Renew' | 'Reissue';
  /** The request to renew or reissue, by its id or serial number; none for a new certificate. */
  readonly request?: string | undefined;
  /** File with the CSR. */
  readonly csr: string;
  /** By default that of the request that is renewed or reissued. */
  readonly product?: string | undefined;
  /** RFC 4514; the CSR's by default. */
  readonly subject?: string | undefined;
  /** The CSR's by default. */
  readonly san: SubjectAlternativeNames;
  readonly parameters: Readonly<Record<string, string>>;
  /** Order although an earlier order of this CSR may have come through. */
  readonly again: boolean;
  /** File for the certificate. */
  readonly out?: string | undefined;
  /** Overwrite that file. */
  readonly force: boolean;
}

const commandNames = { New: 'enroll', Renew: 'renew', Reissue: 'reissue' } as const;

/** Orders a certificate and prints what came of it; returns the exit code. */
export function runCaEnroll(command: CaEnrollCommand, io: CliIo): Promise<number> {
  const { kind, again, out, force } = command;
  return runCaCommand(command, {
    io,
    command: commandNames[kind],
    work: async (host) => {
      const csr = await readCsrFile(path.resolve(io.cwd, command.csr));
      const { publicKeyInfo } = csr;
      const output: OutputFile | undefined =
        out === undefined ? undefined : { file: path.resolve(io.cwd, out), force, publicKeyInfo };
      // What can't be written in the end is better not ordered.
      if (output !== undefined) await refuseOverwriting(output);
      await refuseUnknownParameters(host, command.parameters);
      const prior =
        command.request === undefined ? undefined : await findWithCertificate(host, command.request);
      return placeOrder(host, { order: planOrder(command, { csr: csr.pem, prior }), csr, again, output });
    },
  });
}

function planOrder(
  { kind, product, subject = '', san, parameters }: CaEnrollCommand,
  { csr, prior }: { csr: string; prior: StoredRequest | undefined },
): EnrollmentRequest {
  const productId = product ?? prior?.productId ?? undefined;
  if (productId === undefined)
    throw badInput('The product of that request is not known', 'Name one with --product.');
  if (prior !== undefined && prior.certificate === null) {
    throw badInput(
      `Request ${prior.id} has no certificate to go on from`,
      'Wait until it is issued, or order a new one with certbridge ca enroll.',
    );
  }
  const priorSerial = prior?.certificate?.serialNumber;
  return {
    csr,
    subject,
    san,
    productInfo: {
      productId,
      parameters: priorSerial === undefined ? parameters : { ...parameters, PriorCertSN: priorSerial },
    },
    requestFormat: 'PEM',
    enrollmentType: kind,
  };
}
