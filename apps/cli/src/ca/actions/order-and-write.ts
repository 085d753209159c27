import {
  type DatabaseError,
  enrollCertificate,
  type KeptEnrollment,
  type UnreferencedOrder,
} from '@certbridge/ca-host';
import { EndEntityStatus, type EnrollmentRequest, type EnrollmentResult } from '@certbridge/ca-plugin';
import { writePem } from '@certbridge/certificate';
import type { ParsedCertificateRequest } from '@certbridge/certificate/request';
import type { ExitCode } from '@certbridge/metadata-sync';
import { formatLocalTime } from '../../actions/local-time.ts';
import { type ConfigurationFault, ProgramError } from '../../configuration-error.ts';
import type { CaResult, ConnectedHost } from './connected-run.ts';
import { type OutputFile, writeOutput } from './output-file.ts';
import { describeRequest, renderRequest } from './render-request.ts';

/** What to order, and where to write the certificate. */
export interface WantedCertificate {
  readonly order: EnrollmentRequest;
  readonly csr: ParsedCertificateRequest;
  /** Order although an earlier order of this CSR may have come through. */
  readonly again: boolean;
  readonly output: OutputFile | undefined;
}

/** Places an order and writes its certificate. */
export async function orderAndWrite(host: ConnectedHost, wanted: WantedCertificate): Promise<CaResult> {
  const { order, csr, again, output } = wanted;
  const { signal } = host.io;
  const { pem, fingerprint } = csr;
  const placed = await enrollCertificate(host, { order, csr: pem, csrHash: fingerprint, again, signal });
  switch (placed.state) {
    case 'sent-before':
      throw sentBefore(placed.order);
    case 'not-ordered':
      return notOrdered(placed.result, signal);
    case 'not-kept':
      return notKept(placed.result, placed.error);
    case 'kept':
      return finish(host, placed, output);
  }
}

/** An earlier version gave its orders nothing to know them by: whether one was taken, only a person can tell. */
function sentBefore({ productId, sentAt }: UnreferencedOrder): ProgramError {
  const message = `An order of product ${productId} with this CSR of ${formatLocalTime(sentAt)} was sent by an earlier version, and its response was lost: it is not known whether SCM has it, so nothing was ordered`;
  const remedy = 'Look for it in SCM. --again orders all the same.';
  return new ProgramError(4, [{ file: '', message, remedy }]);
}

/** Nothing was ordered, or it isn't known. */
function notOrdered({ statusMessage, enrollmentContext }: EnrollmentResult, signal: AbortSignal): CaResult {
  const isUnknown = enrollmentContext.response === 'lost';
  const remedy = isUnknown
    ? 'certbridge ca pending looks for it, too. --again orders all the same, once you have looked in SCM.'
    : '';
  return {
    exitCode: isUnknown ? (signal.aborted ? 130 : 4) : 2,
    document: { request: null },
    lines: [],
    problems: [{ file: '', message: statusMessage, remedy }],
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
        message: error.message,
        remedy: `${error.remedy} Then certbridge ca get ${caRequestId} keeps the request.`,
      },
    ],
  };
}

async function finish(
  host: ConnectedHost,
  { result, request }: Extract<KeptEnrollment, { state: 'kept' }>,
  output: OutputFile | undefined,
): Promise<CaResult> {
  const { id } = request;
  const { order, certificate: given } = result.enrollmentContext;
  const note =
    order === 'earlier' ? `${result.statusMessage} --again places a new order.` : result.statusMessage;
  const certificate = host.store.requests.certificateOf(id);
  const isIssued = request.status === EndEntityStatus.Generated && certificate !== undefined;
  const problem =
    isIssued && output !== undefined
      ? await writeOutput(output, writePem('CERTIFICATE', certificate))
      : undefined;
  const problems: ConfigurationFault[] = [];
  if (problem !== undefined)
    problems.push({ ...problem, remedy: `certbridge ca export ${id} --out FILE writes it to another file.` });
  if (given === 'another') {
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
  { problems, signal }: { problems: readonly ConfigurationFault[]; signal: AbortSignal },
): ExitCode {
  if (status === EndEntityStatus.Failed || status === EndEntityStatus.Revoked || problems.length > 0)
    return 3;
  return signal.aborted && status !== EndEntityStatus.Generated ? 130 : 0;
}
