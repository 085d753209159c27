import { ApiError, type RestClient } from '@certbridge/rest-client';
import type { CallOptions } from './call-options.ts';
import { SslReportDocumentSchema, type SslReportRow } from './report-schemas.ts';

const reportPath = '/api/report/v1/ssl-certificates';

/** What a report of SSL certificates is to hold. */
export interface SslReportRequest {
  readonly organizationIds?: readonly number[];
  /** Pattern, without angle brackets. */
  readonly commonName?: string;
  /** 0 any, 1 Requested, 2 Issued, 3 Revoked, 4 Expired. */
  readonly certificateStatus?: 0 | 1 | 2 | 3 | 4;
  /** Which date `from` and `to` apply to: 2 revocation, 3 expiration, 4 request, 5 issuance. */
  readonly certificateDateAttribute?: 2 | 3 | 4 | 5;
  /** First day, `yyyy-MM-dd`. */
  readonly from?: string;
  /** Last day, `yyyy-MM-dd`. */
  readonly to?: string;
  /** Keeps the leading zeros of serial numbers, which are cut otherwise. */
  readonly serialNumberFormat?: 'HEXWithLeadingZeros';
}

/** Reports. [SCM API documentation 25.5, "Reports"] */
export interface Reports {
  /**
   * Reads many certificates, with status, dates and custom fields, in one call.
   *
   * Certificates that lack the chosen date are not in it, and the size of an answer has an unknown limit: the list of
   * certificates stays the authority.
   */
  sslCertificates(request: SslReportRequest, options?: CallOptions): Promise<SslReportRow[]>;
}

export function createReports(rest: RestClient): Reports {
  return {
    async sslCertificates(request, { signal } = {}) {
      const { data } = await rest.json({
        method: 'POST',
        path: reportPath,
        body: request,
        // It only reads, though it is a POST.
        idempotent: true,
        schema: SslReportDocumentSchema,
        signal,
      });
      if (data.statusCode === 0) return data.reports;
      throw new ApiError(`Sectigo SCM could not make the report (status code ${data.statusCode}).`, {
        code: 'server-error',
        apiCode: data.statusCode,
        system: 'Sectigo SCM',
        method: 'POST',
        path: reportPath,
      });
    },
  };
}
