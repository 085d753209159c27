import path from 'node:path';
import type { StoredRequest } from '@certbridge/ca-host';
import type { EnrollmentRequest } from '@certbridge/ca-plugin';
import type { ParsedCertificateRequest } from '@certbridge/certificate/request';
import type { CliIo } from '../../cli-io.ts';
import { badInput } from '../../configuration-error.ts';
import { type ActionDefinition, defineAction, type OptionsOf } from '../../frame/action.ts';
import type { ActionRun } from '../../frame/run-action.ts';
import { forceOption, outOption, productOption, requestArgument, setOption } from '../../shared-options.ts';
import { alternativeName } from '../option-values.ts';
import { refuseUnusedParameters } from './check-parameters.ts';
import { connectedAction, connectedRun } from './connected-run.ts';
import { findWithCertificate } from './find-at-authority.ts';
import { orderAndWrite } from './order-and-write.ts';
import { type OutputFile, refuseOverwriting } from './output-file.ts';
import { ownFiles } from './place.ts';
import { readCsrFile } from './read-csr-file.ts';

/** Orders a certificate. */
export const enrollAction = defineAction(
  () =>
    orderAction('enroll', 'order a certificate').addOption(
      productOption('product to order; certbridge ca products lists them').makeOptionMandatory(),
    ),
  (io, options) => orderRun(io, { ...options, name: 'enroll', kind: 'New' }),
);

/** Orders a certificate that follows another. */
export const renewAction = successorAction('renew', 'Renew', 'order a certificate that follows another');

/** Orders a certificate that takes the place of another. */
export const reissueAction = successorAction(
  'reissue',
  'Reissue',
  'order a certificate that takes the place of another',
);

function successorAction(name: string, kind: 'Renew' | 'Reissue', summary: string): ActionDefinition {
  return defineAction(
    () =>
      orderAction(name, summary)
        .addArgument(requestArgument())
        .addOption(productOption("product to order (default: that request's)")),
    (io, options, request) => orderRun(io, { ...options, name, kind, request }),
  );
}

function orderAction(name: string, summary: string) {
  return connectedAction(name, summary)
    .requiredOption('--csr <file>', 'certificate request (PKCS#10), PEM or DER')
    .option('--subject <name>', "subject as RFC 4514 has it (default: the request's)")
    .option(
      '--san <kind=name>',
      "alternative name, for example dns=www.example.org; repeatable (default: the request's)",
      alternativeName,
    )
    .addOption(setOption('a setting or field of the product'))
    .option('--again', 'order although an earlier order with this request may have come through')
    .addOption(outOption('file to write the certificate to, as PEM'))
    .addOption(forceOption('overwrite that file'));
}

/** An order as the command line asks for it. */
type OrderOptions = OptionsOf<typeof orderAction> & {
  readonly name: string;
  readonly kind: 'New' | 'Renew' | 'Reissue';
  /** The request to renew or reissue, by its id or serial number; none for a new certificate. */
  readonly request?: string;
  /** By default that of the request that is renewed or reissued. */
  readonly product?: string | undefined;
};

/** Orders a certificate and prints the outcome. */
function orderRun(io: CliIo, options: OrderOptions): Promise<ActionRun> {
  const { name, request, again = false, out, force = false, set: parameters = {} } = options;
  return connectedRun(io, options, {
    name,
    work: async (host) => {
      const csrFile = path.resolve(io.cwd, options.csr);
      const csr = await readCsrFile(csrFile);
      const { publicKeyInfo } = csr;
      const own = ownFiles(host.place, { io, inputs: [csrFile] });
      const output: OutputFile | undefined =
        out === undefined ? undefined : { file: path.resolve(io.cwd, out), force, own, publicKeyInfo };
      // What can't be written in the end is better not ordered.
      if (output !== undefined) await refuseOverwriting(output);
      await refuseUnusedParameters(host, parameters);
      const prior = request === undefined ? undefined : await findWithCertificate(host, request);
      return orderAndWrite(host, {
        order: readOrder(options, { csr, prior }),
        csr,
        again,
        output,
      });
    },
  });
}

function readOrder(
  { kind, product, subject = '', san = {}, set: parameters = {} }: OrderOptions,
  { csr, prior }: { csr: ParsedCertificateRequest; prior: StoredRequest | undefined },
): EnrollmentRequest {
  const productId = product ?? prior?.productId ?? undefined;
  if (productId === undefined)
    throw badInput('The product of that request is not known', 'Name one with --product.');
  if (prior !== undefined && prior.certificate === null) {
    throw badInput(
      `Request ${prior.id} has no certificate to renew or reissue`,
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
    enrollmentType: kind,
  };
}
