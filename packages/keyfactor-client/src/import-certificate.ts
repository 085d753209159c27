import { pemBlocks } from '@certbridge/certificate';
import type { RestClient } from '@certbridge/rest-client';
import { invalidArgument } from './arguments.ts';
import type { MetadataCallOptions } from './call-options.ts';
import type { CertificateImportResult } from './certificate-import-result.ts';
import { CertificateImportResultSchema } from './certificate-schemas.ts';
import { checkValues, sensitiveTexts } from './write-metadata.ts';

/** A certificate to import. [Command 25.1, "POST Certificates Import"] */
export interface CertificateImport {
  /** A certificate (DER) or PFX as bytes, or as text in PEM or base64. */
  readonly Certificate: string | Uint8Array;
  /** Password of the PFX. */
  readonly Password?: string | undefined;
  /** Metadata values by field name. */
  readonly Metadata?: Readonly<Record<string, string>> | undefined;
  /** Whether the metadata is validated and stored. Default: true if there is any. */
  readonly ImportMetadata?: boolean | undefined;
  /** Certificate stores to add the certificate to, by their GUIDs. */
  readonly StoreIds?: readonly string[] | undefined;
  /** Settings by type of store, as in the API's documentation. */
  readonly StoreTypes?: readonly Readonly<Record<string, unknown>>[] | undefined;
  /** When to write to the stores: a Date, or ISO 8601 text. */
  readonly Schedule?: Date | string | undefined;
}

/** Imports a certificate. Never retried. */
export async function importCertificate(
  rest: RestClient,
  certificate: CertificateImport,
  options: MetadataCallOptions,
): Promise<CertificateImportResult> {
  const { Schedule, Metadata, Password = '' } = certificate;
  checkValues(Metadata ?? {});
  const body = {
    ...certificate,
    Certificate: toBase64(certificate.Certificate),
    ImportMetadata: certificate.ImportMetadata ?? (Metadata === undefined ? undefined : true),
    Schedule: Schedule instanceof Date ? toText(Schedule) : Schedule,
  };
  const { data } = await rest.json({
    method: 'POST',
    path: '/Certificates/Import',
    body,
    sensitive: [Password, ...sensitiveTexts(Metadata ?? {}, options)],
    schema: CertificateImportResultSchema,
    signal: options.signal,
  });
  return data;
}

function toBase64(certificate: string | Uint8Array): string {
  if (typeof certificate !== 'string' && !(certificate instanceof Uint8Array)) {
    throw invalidArgument('The certificate to import must be text or a Uint8Array.');
  }
  const text =
    typeof certificate === 'string'
      ? withoutArmor(certificate).replace(/\s/g, '')
      : Buffer.from(certificate).toString('base64');
  if (text !== '' && text.length % 4 === 0 && /^[A-Za-z0-9+/]+={0,2}$/.test(text)) return text;
  throw invalidArgument('The certificate to import is empty, or neither PEM nor base64.');
}

/** Extracts the base64 of the first certificate in PEM; returns other text unchanged. */
function withoutArmor(text: string): string {
  return pemBlocks(text).find(({ label }) => label === 'CERTIFICATE')?.content ?? text;
}

function toText(schedule: Date): string {
  if (Number.isNaN(schedule.getTime())) throw invalidArgument('The schedule of the import is no valid date.');
  return schedule.toISOString();
}
