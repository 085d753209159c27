import { ApiError, type ArgumentsOf, checkCalls, optional, required } from '@certbridge/rest-client';
import type * as v from 'valibot';
import { rowShape } from './argument-shapes.ts';
import type { RowOptions } from './call-options.ts';
import { checkId, checkOneOf, checkText, invalidArgument } from './check-arguments.ts';
import type { RequestedVia } from './labels.ts';
import { readableRows } from './read-whole-list.ts';
import { RawReportDocumentSchema, SslReportDocumentSchema, SslReportRowsSchema } from './report-schemas.ts';
import type { ScmApi } from './scm-api.ts';
import { isDay } from './scm-date.ts';
import type { SslReportRow } from './ssl-report-row.ts';
import { system } from './system.ts';

const reportPath = '/api/report/v1/ssl-certificates';

/** Large, because a report isn't paged. */
const MAX_REPORT_BYTES = 256 * 1024 * 1024;

/** Numbers of the report's states. [SCM API documentation 25.5, "Reports"] */
const statuses = { Any: 0, Requested: 1, Issued: 2, Revoked: 3, Expired: 4 } as const;

/** Numbers of the report's dates, named as the keys of a record. */
const dateAttributes = { revoked: 2, expires: 3, requested: 4, issued: 5 } as const;

/** Numbers of the report's origins, named as in a record. */
const sources = {
  'Enrollment Form': 0,
  'Client Admin': 1,
  'Web API': 2,
  Discovery: 3,
  Imported: 4,
  SCEP: 5,
  'MS Agent': 7,
  'Bulk Request': 9,
  ACME: 10,
  EST: 11,
  'REST API': 12,
} as const satisfies Partial<Record<RequestedVia, number>>;

/** Filters of the SSL certificates report. */
export interface SslReportRequest {
  readonly organizationIds?: readonly number[] | undefined;
  /** Pattern, without angle brackets. */
  readonly commonName?: string | undefined;
  /** Pattern, case-sensitive. */
  readonly externalRequester?: string | undefined;
  /** State of the certificates. */
  readonly certificateStatus?: keyof typeof statuses | undefined;
  /** Which date `from` and `to` apply to, by its key in the record of a certificate. */
  readonly certificateDateAttribute?: keyof typeof dateAttributes | undefined;
  /** First day, `yyyy-MM-dd`; not later than `to`. */
  readonly from?: string | undefined;
  /** Last day, `yyyy-MM-dd`. */
  readonly to?: string | undefined;
  /** How the certificates got into SCM, as in `requestedVia` of the record. */
  readonly certificateRequestSource?: keyof typeof sources | undefined;
  /** Include leading zeros in serial numbers. Decoded rows have the same notation either way. */
  readonly serialNumberFormat?: 'HEXWithLeadingZeros' | undefined;
  /** Makes the report noticeably slower. */
  readonly includeIpAddresses?: boolean | undefined;
}

/** Reports. [SCM API documentation 25.5, "Reports"; the same path in the Admin Operations API 25.9.2] */
export interface Reports {
  /**
   * Gets many certificates, with status, dates and custom fields, in one call.
   *
   * Certificates without the chosen date are missing, and the response has an undocumented size limit, so the list of
   * certificates remains authoritative.
   */
  sslCertificates(request: SslReportRequest, options?: RowOptions): Promise<SslReportRow[]>;
}

const argumentsOf: ArgumentsOf<Reports> = {
  sslCertificates: [
    required('filter', {
      organizationIds: 'list?',
      commonName: 'text?',
      externalRequester: 'text?',
      certificateStatus: 'text?',
      certificateDateAttribute: 'text?',
      from: 'text?',
      to: 'text?',
      certificateRequestSource: 'text?',
      serialNumberFormat: 'text?',
      includeIpAddresses: 'flag?',
    }),
    optional('option', rowShape),
  ],
};

/** Creates the report calls of a client. */
export function createReports({ rest }: ScmApi): Reports {
  const calls: Reports = {
    async sslCertificates(request, { signal, onUnreadableRow } = {}) {
      const schema: v.GenericSchema<unknown, { statusCode: number; reports: unknown[] }> =
        onUnreadableRow === undefined ? SslReportDocumentSchema : RawReportDocumentSchema;
      const { data } = await rest.json({
        method: 'POST',
        path: reportPath,
        body: reportBody(request),
        // A POST, but it only reads.
        idempotent: true,
        schema,
        maxResponseBytes: MAX_REPORT_BYTES,
        signal,
      });
      if (data.statusCode === 0) {
        // Validated by the schema of the call.
        if (onUnreadableRow === undefined) return data.reports as SslReportRow[];
        const what = 'the report of SSL certificates';
        return readableRows<SslReportRow>(data.reports, {
          schema: SslReportRowsSchema,
          what,
          onUnreadableRow,
        });
      }
      throw new ApiError(`${system} could not make the report (status code ${data.statusCode}).`, {
        code: 'server-error',
        apiCode: data.statusCode,
        system,
        method: 'POST',
        path: reportPath,
      });
    },
  };
  return checkCalls(calls, argumentsOf, { of: 'reports', system });
}

function reportBody(request: SslReportRequest) {
  const { organizationIds, commonName, externalRequester, serialNumberFormat } = request;
  for (const id of organizationIds ?? []) checkId(id, 'organizationIds');
  if (commonName !== undefined) checkText(commonName, { name: 'commonName', least: 0, most: 256 });
  if (externalRequester !== undefined) {
    checkText(externalRequester, { name: 'externalRequester', least: 0, most: 512 });
  }
  if (serialNumberFormat !== undefined) {
    checkOneOf(serialNumberFormat, { name: 'serialNumberFormat', allowed: ['HEXWithLeadingZeros'] });
  }
  const from = checkDay('from', request.from);
  const to = checkDay('to', request.to);
  // SCM would return an empty report, which would look like a result.
  if (from !== undefined && to !== undefined && from > to) {
    throw invalidArgument('from must not be later than to.');
  }
  return {
    organizationIds,
    commonName,
    externalRequester,
    certificateStatus: numberOf('certificateStatus', request.certificateStatus, statuses),
    certificateDateAttribute: numberOf(
      'certificateDateAttribute',
      request.certificateDateAttribute,
      dateAttributes,
    ),
    from,
    to,
    certificateRequestSource: numberOf('certificateRequestSource', request.certificateRequestSource, sources),
    serialNumberFormat,
    includeIpAddresses: request.includeIpAddresses,
  };
}

function numberOf<T extends string>(
  name: string,
  value: T | undefined,
  numbers: Readonly<Record<T, number>>,
): number | undefined {
  if (value === undefined) return undefined;
  return numbers[checkOneOf(value, { name, allowed: Object.keys(numbers) as T[] })];
}

function checkDay(name: string, day: string | undefined): string | undefined {
  // 30 February would be another day for some, and none for others.
  if (day === undefined || isDay(day)) return day;
  throw invalidArgument(`${name} must be a calendar date in the form yyyy-MM-dd.`);
}
