import {
  type CertificateRecord,
  EndEntityStatus,
  type EnrollmentRequest,
  type EnrollmentResult,
} from '@certbridge/ca-plugin';
import { writePem } from '@certbridge/certificate';
import type { CertificateRequest } from '@certbridge/certificate/request';
import { formatLocalTime } from '../../commands/local-time.ts';
import { CommandError, type ConfigurationProblem } from '../../configuration-error.ts';
import type { ExitCode } from '../../frame/exit-code.ts';
import { readStoredCertificate } from '../certificates/stored-certificate.ts';
import type { CaStore } from '../database/ca-store.ts';
import { DatabaseError } from '../database/database-error.ts';
import { findRequest } from './find-request.ts';
import { type OutputFile, writeOutput } from './output-file.ts';
import { keepProductNames } from './product-names.ts';
import { describeRequest, renderRequest } from './render-request.ts';
import type { CaHost, CaResult } from './run-connected.ts';

/** An order with what is to become of it. */
export interface WantedCertificate {
  readonly order: EnrollmentRequest;
  readonly csr: CertificateRequest;
  /** Order although an earlier order of this CSR may have come through. */
  readonly again: boolean;
  readonly output: OutputFile | undefined;
}

/**
 * Places an order and keeps its outcome. The plugin records it in the database before it is sent, and looks there for
 * an earlier one of the same content.
 */
export async function orderCertificate(host: CaHost, wanted: WantedCertificate): Promise<CaResult> {
  const { store, plugin, io } = host;
  const { order, csr, again, output } = wanted;
  if (again) await store.orders.giveUpUnreferenced(csr.fingerprint);
  else refuseUnreferenced(store, csr);
  const result = await plugin.enroll(order, { signal: io.signal, again });
  if (result.caRequestId === '') return notOrdered(result, io.signal);
  try {
    if (!isKnown(result, store)) await store.requests.keep([toRecord(result, wanted)], { at: new Date() });
  } catch (error) {
    if (error instanceof DatabaseError) return notKept(result, error);
    throw error;
  }
  const isEarlier = result.enrollmentContext.order === 'earlier';
  const note = isEarlier ? `${result.statusMessage} --again places a new order.` : result.statusMessage;
  const isAnother = result.enrollmentContext.certificate === 'another';
  return finish(host, { id: result.caRequestId, note, output, isAnother });
}

/** An earlier version gave its orders nothing to know them by: whether one was taken, only a person can tell. */
function refuseUnreferenced({ orders }: CaStore, csr: CertificateRequest): void {
  const [order] = orders.unreferenced(csr.fingerprint);
  if (order === undefined) return;
  const message = `An order of product ${order.productId} with this CSR of ${formatLocalTime(order.sentAt)} was sent by an earlier version, and its response was lost: it is not known whether SCM has it, so nothing was ordered`;
  const remedy = 'Look for it in SCM. --again orders all the same.';
  throw new CommandError(4, [{ file: '', message, remedy }]);
}

/** An earlier order that still waits is in the database as it was. */
function isKnown({ caRequestId, status, certificate }: EnrollmentResult, { requests }: CaStore): boolean {
  return certificate === null && requests.find(caRequestId)?.status === status;
}

function toRecord(result: EnrollmentResult, { order, csr }: WantedCertificate): CertificateRecord {
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

/** Nothing was ordered, or nobody knows. */
function notOrdered({ statusMessage, enrollmentContext }: EnrollmentResult, signal: AbortSignal): CaResult {
  const isUnknown = enrollmentContext.response === 'lost';
  const remedy = isUnknown
    ? 'certbridge ca pending looks for it, too. --again orders all the same, once you have looked in SCM.'
    : '';
  return {
    exitCode: isUnknown ? (signal.aborted ? 130 : 4) : 2,
    document: { request: null },
    lines: [],
    problems: [{ file: '', message: statusMessage.replace(/\.$/, ''), remedy }],
  };
}

/** What was ordered must be known, wherever it can't be kept. */
function notKept({ caRequestId, certificate }: EnrollmentResult, error: DatabaseError): CaResult {
  const pem =
    certificate === null
      ? []
      : writePem('CERTIFICATE', Buffer.from(certificate, 'base64')).trimEnd().split('\n');
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
  {
    id,
    note,
    output,
    isAnother,
  }: {
    readonly id: string;
    readonly note: string;
    readonly output: OutputFile | undefined;
    readonly isAnother: boolean;
  },
): Promise<CaResult> {
  await keepProductNames(host);
  const request = findRequest(host.store, id);
  const certificate = host.store.requests.certificateOf(id);
  const isIssued = request.status === EndEntityStatus.Generated && certificate !== undefined;
  const problem =
    isIssued && output !== undefined
      ? await writeOutput(output, writePem('CERTIFICATE', certificate))
      : undefined;
  const problems: ConfigurationProblem[] = [];
  if (problem !== undefined)
    problems.push({ ...problem, remedy: `certbridge ca export ${id} --out FILE writes it to another file.` });
  if (isAnother) {
    const message = `SCM gives out a certificate under request ${id} that is not the request's, so it was not taken`;
    problems.push({
      file: '',
      message,
      remedy: `Look at it in SCM; certbridge ca get ${id} reads it again.`,
    });
  }
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
): ExitCode {
  if (status === EndEntityStatus.Failed || status === EndEntityStatus.Revoked || problems.length > 0)
    return 3;
  return signal.aborted && status !== EndEntityStatus.Generated ? 130 : 0;
}
