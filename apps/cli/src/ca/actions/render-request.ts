import {
  commonNameOf,
  nameState,
  nameStatus,
  type StatusChange,
  type StoredRequest,
} from '@certbridge/ca-host';
import { formatLocalTime } from '../../actions/local-time.ts';
import { renderProduct } from './render-product.ts';
import { nameReason } from './revocation-reasons.ts';

/** A request as JSON documents have it. */
export function describeRequest(request: StoredRequest) {
  const { id, status, statusMessage, productId, productName, certificate } = request;
  const { revocationDate, revocationReason, firstSeenAt, changedAt } = request;
  return {
    id,
    status: nameState(request),
    statusCode: status,
    statusMessage,
    productId,
    productName,
    commonName: commonNameOf(request),
    revocationDate,
    revocationReason,
    firstSeenAt,
    changedAt,
    certificate,
  };
}

/** Renders a request for people, with the statuses it had. */
export function renderRequest(request: StoredRequest, history: readonly StatusChange[] = []): string[] {
  const { id, statusMessage, productId, productName, certificate } = request;
  const commonName = commonNameOf(request);
  return [
    `Request ${id}: ${describeStatus(request)}`,
    ...(statusMessage === null ? [] : [`  ${statusMessage}`]),
    ...(productId === null ? [] : [`  product      ${renderProduct({ productId, productName })}`]),
    ...(certificate === null
      ? commonName === null
        ? []
        : [`  name         ${commonName}`]
      : [
          `  serial       ${certificate.serialNumber}`,
          `  subject      ${certificate.subject}`,
          ...(certificate.subjectAlternativeNames.length === 0
            ? []
            : [`  names        ${certificate.subjectAlternativeNames.join(', ')}`]),
          `  issuer       ${certificate.issuer}`,
          `  valid        ${formatLocalTime(certificate.notBefore)} to ${formatLocalTime(certificate.notAfter)}`,
          `  SHA-256      ${certificate.sha256}`,
        ]),
    ...(history.length < 2 ? [] : ['  history', ...history.map(renderChange)]),
  ];
}

function describeStatus(request: StoredRequest): string {
  const { revocationDate, revocationReason } = request;
  const date = revocationDate === null ? '' : ` ${formatLocalTime(revocationDate)}`;
  const reason = revocationReason === null ? '' : ` (${nameReason(revocationReason)})`;
  return `${nameState(request)}${date}${reason}`;
}

function renderChange({ at, status, statusMessage }: StatusChange): string {
  return `    ${formatLocalTime(at)}  ${nameStatus(status)}${statusMessage === null ? '' : `: ${statusMessage}`}`;
}
