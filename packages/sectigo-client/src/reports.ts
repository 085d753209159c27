import { ApiError } from '@certbridge/rest-client';
import type * as v from 'valibot';
import type { RowOptions } from './call-options.ts';
import { checkId, checkOneOf, checkText, invalidArgument } from './check-arguments.ts';
import { readableRows } from './read-whole-list.ts';
import {
  RawReportDocumentSchema,
  SslReportDocumentSchema,
  type SslReportRow,
  SslReportRowsSchema,
} from './report-schemas.ts';
import type { ScmApi } from './scm-api.ts';
import { system } from './system.ts';

const reportPath = '/api/report/v1/ssl-certificates';

/** Large, because a report isn't paged. */
const MAX_REPORT_BYTES = 256 * 1024 * 1024;

const statuses = [0, 1, 2, 3, 4] as const;
const dateAttributes = [2, 3, 4, 5] as const;
const sources = [0, 1, 2, 3, 4, 5, 7, 9, 10, 11, 12] as const;

/** Filters of the SSL certificates report. */
export interface SslReportRequest {
  readonly organizationIds?: readonly number[] | undefined;
  /** Pattern, without angle brackets. */
  readonly commonName?: string | undefined;
  /** Pattern, case-sensitive. */
  readonly externalRequester?: string | undefined;
  /** 0 any, 1 Requested, 2 Issued, 3 Revoked, 4 Expired. */
  readonly certificateStatus?: (typeof statuses)[number] | undefined;
  /** Which date `from` and `to` apply to: 2 revocation, 3 expiration, 4 request, 5 issuance. */
  readonly certificateDateAttribute?: (typeof dateAttributes)[number] | undefined;
  /** First day, `yyyy-MM-dd`. */
  readonly from?: string | undefined;
  /** Last day, `yyyy-MM-dd`. */
  readonly to?: string | undefined;
  /**
   * 0 enrollment form, 1 client admin, 2 web API, 3 discovery, 4 imported, 5 SCEP, 7 MS agent, 9 bulk request, 10 ACME,
   * 11 EST, 12 REST API.
   */
  readonly certificateRequestSource?: (typeof sources)[number] | undefined;
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

/** Creates the report calls of a client. */
export function createReports({ rest }: ScmApi): Reports {
  return {
    async sslCertificates(request, { signal, onUnreadableRow } = {}) {
      checkRequest(request);
      const schema: v.GenericSchema<unknown, { statusCode: number; reports: unknown[] }> =
        onUnreadableRow === undefined ? SslReportDocumentSchema : RawReportDocumentSchema;
      const { data } = await rest.json({
        method: 'POST',
        path: reportPath,
        body: request,
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
}

function checkRequest(request: SslReportRequest): void {
  const { organizationIds = [], commonName, externalRequester, from, to } = request;
  for (const id of organizationIds) checkId(id, 'organizationIds');
  if (commonName !== undefined) checkText(commonName, { name: 'commonName', least: 0, most: 256 });
  if (externalRequester !== undefined) {
    checkText(externalRequester, { name: 'externalRequester', least: 0, most: 512 });
  }
  const { certificateStatus, certificateDateAttribute, certificateRequestSource } = request;
  if (certificateStatus !== undefined) {
    checkOneOf(certificateStatus, { name: 'certificateStatus', allowed: statuses });
  }
  if (certificateDateAttribute !== undefined) {
    checkOneOf(certificateDateAttribute, { name: 'certificateDateAttribute', allowed: dateAttributes });
  }
  if (certificateRequestSource !== undefined) {
    checkOneOf(certificateRequestSource, { name: 'certificateRequestSource', allowed: sources });
  }
  for (const [name, date] of Object.entries({ from, to })) {
    if (date === undefined || (/^\d{4}-\d{2}-\d{2}$/.test(date) && !Number.isNaN(Date.parse(date)))) continue;
    throw invalidArgument(`${name} must be a date in the form yyyy-MM-dd.`);
  }
}
