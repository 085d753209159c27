import { X509Certificate } from 'node:crypto';
import { isDate, isUint8Array } from 'node:util/types';
import { readPemBlocks } from '@certbridge/certificate';
import type { RestClient } from '@certbridge/rest-client';
import { invalidArgument, requireObject } from './arguments.ts';
import type { MetadataCallOptions } from './call-options.ts';
import type { CertificateImportResult } from './certificate-import-result.ts';
import { CertificateImportResultSchema } from './certificate-schemas.ts';
import { readTimestamp } from './dates.ts';
import { checkValues, sensitiveTexts } from './write-metadata.ts';

/** A certificate to import. [Command 25.1, "POST Certificates Import"] */
export interface CertificateImport {
  /** A certificate (DER) or PFX as bytes, or as text in base64, or one certificate in PEM. */
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
  /** When to write to the stores: a Date, or ISO 8601 text with date and time. */
  readonly Schedule?: Date | string | undefined;
}

const guid = /^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/i;

/** Imports a certificate. Never retried. */
export async function importCertificate(
  rest: RestClient,
  certificate: CertificateImport,
  options: MetadataCallOptions,
): Promise<CertificateImportResult> {
  const { Schedule, Metadata, Password = '' } = certificate;
  checkMetadata(Metadata ?? {});
  checkStores(certificate);
  const body = {
    ...certificate,
    Certificate: toBase64(certificate.Certificate),
    ImportMetadata: certificate.ImportMetadata ?? (Metadata === undefined ? undefined : true),
    Schedule: Schedule === undefined ? undefined : writeSchedule(Schedule),
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
  if (typeof certificate !== 'string' && !isUint8Array(certificate)) {
    throw invalidArgument('The certificate to import must be text or a Uint8Array.');
  }
  const text =
    typeof certificate === 'string'
      ? (fromPem(certificate) ?? certificate).replace(/\s/g, '')
      : Buffer.from(certificate).toString('base64');
  if (text !== '' && text.length % 4 === 0 && /^[A-Za-z0-9+/]+={0,2}$/.test(text)) return text;
  throw invalidArgument('The certificate to import is empty, or neither PEM nor base64.');
}

/** Returns the base64 of the one certificate in PEM; undefined for text without dashes, which isn't PEM. Keys and requests in the same text are skipped. */
function fromPem(text: string): string | undefined {
  if (!text.includes('-')) return undefined;
  const read = readPemBlocks(text, { name: 'The certificate to import', kind: 'chain' });
  if ('message' in read) throw invalidArgument(`${read.message}. ${read.remedy}`);
  const [certificate, ...others] = read;
  if (certificate === undefined || others.length > 0) {
    throw invalidArgument('The text of the certificate to import holds several. Import each by itself.');
  }
  return new X509Certificate(certificate.pem).raw.toString('base64');
}

/** An update takes numbers and booleans, too; the API's documentation has only texts for an import. */
function checkMetadata(metadata: Readonly<Record<string, string>>): void {
  checkValues(metadata);
  const name = Object.keys(metadata).find((each) => typeof metadata[each] !== 'string');
  if (name !== undefined)
    throw invalidArgument(`The value of the metadata field ${name} must be text, as it is imported.`);
}

function checkStores({ StoreIds = [], StoreTypes = [] }: CertificateImport): void {
  if (![...StoreIds].every((id) => typeof id === 'string' && guid.test(id)))
    throw invalidArgument('Each of StoreIds must be the GUID of a certificate store.');
  for (const type of StoreTypes) {
    requireObject(type, { name: 'Each of StoreTypes', what: 'an object of settings' });
  }
}

function writeSchedule(schedule: Date | string): string {
  if (isDate(schedule) && !Number.isNaN(schedule.getTime())) return schedule.toISOString();
  if (typeof schedule === 'string' && readTimestamp(schedule) !== undefined) return schedule;
  throw invalidArgument(
    'The schedule of the import must be a valid Date, or ISO 8601 text with date and time: 2026-03-01T08:00:00Z.',
  );
}
