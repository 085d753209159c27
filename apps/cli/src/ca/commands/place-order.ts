import { hostname } from 'node:os';
import {
  CaPluginError,
  type CertificateRecord,
  EndEntityStatus,
  type EnrollmentRequest,
  type EnrollmentResult,
} from '@certbridge/ca-plugin';
import type { ConfigurationProblem } from '../../configuration-error.ts';
import { type CertificateRequest, renderPem } from '../certificates/certificate-request.ts';
import { readStoredCertificate } from '../certificates/stored-certificate.ts';
import { DatabaseError } from '../database/database-error.ts';
import { CaCommandError, type CaExitCode } from './ca-error.ts';
import type { CaResult } from './ca-result.ts';
import { findRequest } from './find-request.ts';
import { lookUpOrder } from './look-up-order.ts';
import { type OutputFile, writeOutput } from './output-file.ts';
import { describeRequest, renderRequest } from './render-request.ts';
import type { CaHost } from './run-ca-command.ts';

/** An order with what is to become of it. */
export interface OrderPlacing {
  readonly order: EnrollmentRequest;
  readonly csr: CertificateRequest;
  /** Order although an earlier order of this CSR may have come through. */
  readonly again: boolean;
  readonly output: OutputFile | undefined;
}

/**
 * Places an order and keeps what comes of it.
 *
 * A note is put down before the order is sent and settled with its answer. Where an earlier order of the same CSR has an
 * open note, the certificate authority is asked for it first.
 */
export async function placeOrder(host: CaHost, placing: OrderPlacing): Promise<CaResult> {
  const { store, plugin, io } = host;
  const { order, csr, again } = placing;
  const earlier = again ? undefined : await lookUpOrder(host, csr);
  if (earlier !== undefined) {
    const note = 'It was ordered before and its answer lost, so nothing was ordered again.';
    return finish(host, { id: earlier, note, output: placing.output });
  }
  const number = begin(host, placing);
  const result = await plugin.enroll(order, { signal: io.signal }).catch((error: unknown) => {
    // The plugin's own errors mean that nothing was ordered; after any other one nobody knows, and the note stays open.
    if (error instanceof CaPluginError) store.orders.refuse(number);
    throw error;
  });
  if (result.caRequestId === '') return notOrdered(host, { result, number });
  try {
    store.requests.keep([toRecord(result, placing)], { at: new Date() });
    store.orders.settle(number, result.caRequestId);
  } catch (error) {
    if (error instanceof DatabaseError) return notKept(result, error);
    throw error;
  }
  return finish(host, { id: result.caRequestId, note: result.statusMessage, output: placing.output });
}

function begin({ store }: CaHost, { order, csr, again }: OrderPlacing): number {
  const { productInfo, enrollmentType: kind } = order;
  const number = store.orders.begin(
    {
      csrHash: csr.hash,
      keyHash: csr.keyHash,
      productId: productInfo.productId,
      kind,
      priorSerialNumber: productInfo.parameters.PriorCertSN ?? null,
      pid: process.pid,
      host: hostname(),
    },
    { at: new Date(), again },
  );
  if (number !== undefined) return number;
  const message = 'Another process has just begun to order with this CSR';
  const remedy = 'certbridge ca list shows what came of it.';
  throw new CaCommandError({ exitCode: 4, problems: [{ file: '', message, remedy }] });
}

function toRecord(result: EnrollmentResult, { order, csr }: OrderPlacing): CertificateRecord {
  const { caRequestId, certificate, status, statusMessage } = result;
  return {
    caRequestId,
    certificate,
    serialNumber: certificate === null ? null : readStoredCertificate(certificate).serialNumber,
    status,
    productId: order.productInfo.productId,
    csr: csr.pem,
    revocationDate: null,
    revocationReason: null,
    statusMessage: status === EndEntityStatus.Generated ? null : statusMessage,
  };
}

/** Nothing was ordered, or nobody knows: then the note stays open. */
function notOrdered(
  { store }: CaHost,
  { result, number }: { result: EnrollmentResult; number: number },
): CaResult {
  const isUnknown = result.enrollmentContext.answer === 'lost';
  if (!isUnknown) store.orders.refuse(number);
  const message = result.statusMessage.replace(/\.$/, '');
  return {
    exitCode: isUnknown ? 4 : 2,
    document: { request: null },
    lines: [],
    problems: [{ file: '', message, remedy: '' }],
  };
}

/** What was ordered must be known, wherever it can't be kept. */
function notKept({ caRequestId, certificate }: EnrollmentResult, error: DatabaseError): CaResult {
  const pem =
    certificate === null
      ? []
      : renderPem('CERTIFICATE', Buffer.from(certificate, 'base64')).trimEnd().split('\n');
  return {
    exitCode: 1,
    document: { request: { id: caRequestId, certificate } },
    lines: [`Request ${caRequestId} was ordered.`, ...pem],
    problems: [
      {
        file: '',
        message: error.message.replace(/\.$/, ''),
        remedy: `${error.remedy} Then certbridge ca get ${caRequestId} keeps the request.`,
      },
    ],
  };
}

async function finish(
  host: CaHost,
  { id, note, output }: { id: string; note: string; output: OutputFile | undefined },
): Promise<CaResult> {
  const request = findRequest(host.store, id);
  const certificate = host.store.requests.certificateOf(id);
  const isIssued = request.status === EndEntityStatus.Generated && certificate !== undefined;
  const problem =
    isIssued && output !== undefined
      ? await writeOutput(output, renderPem('CERTIFICATE', certificate))
      : undefined;
  const problems: readonly ConfigurationProblem[] =
    problem === undefined
      ? []
      : [{ ...problem, remedy: `certbridge ca export ${id} --out FILE writes it; ${problem.remedy}` }];
  return {
    exitCode: exitCodeOf(request.status, { problems, signal: host.io.signal }),
    document: { request: describeRequest(request), note },
    lines: [
      ...renderRequest({ ...request, statusMessage: null }),
      `  ${note}`,
      ...(isIssued && output !== undefined && problem === undefined ? [`  written to   ${output.file}`] : []),
      ...(!isIssued && output !== undefined
        ? [
            `  Nothing was written to ${output.file}: certbridge ca pending reads the certificate once it is issued, and certbridge ca export ${id} writes it.`,
          ]
        : []),
    ],
    problems,
  };
}

function exitCodeOf(
  status: EndEntityStatus,
  { problems, signal }: { problems: readonly ConfigurationProblem[]; signal: AbortSignal },
): CaExitCode {
  if (status === EndEntityStatus.Failed || status === EndEntityStatus.Revoked || problems.length > 0)
    return 3;
  return signal.aborted && status !== EndEntityStatus.Generated ? 130 : 0;
}
