import type {
  CertificateImport,
  CertificateQuery,
  CommandCertificate,
  MetadataField,
  MetadataFieldCreate,
} from '@certbridge/keyfactor-client';
import type { CallOptions, RowIdentity } from '@certbridge/rest-client';
import type {
  CertificateProfile,
  CollectFormat,
  CollectResult,
  CustomField,
  SslDetails,
  SslIdentity,
  SslReportRequest,
  SslReportRow,
  SslStatus,
} from '@certbridge/sectigo-client';

/** Options of calls that list what has no name. */
export interface UnnamedRowOptions extends CallOptions {
  /** Called with a sentence for each row that can't be read; without it such a row fails the call. */
  readonly onUnreadableRow?: ((problem: string) => void) | undefined;
}

/** Options of calls that list what has a name. */
export interface NamedRowOptions extends CallOptions {
  /** Called with a sentence for each row that can't be read; without it such a row fails the call. */
  readonly onUnreadableRow?: ((problem: string, row: RowIdentity) => void) | undefined;
}

/** Options of calls that write values. */
export interface WriteOptions extends CallOptions {
  /** Fields whose values must not be in an error, should the system repeat them. */
  readonly sensitiveFields?: readonly string[] | undefined;
  /** Further texts that must not be in an error. */
  readonly secrets?: readonly string[] | undefined;
}

/** The part of SCM that a sync uses. A `SectigoClient` implements it. */
export interface SectigoPort {
  /** HTTP requests sent so far, retries included. */
  readonly requestCount: number;
  readonly customFields: {
    /** Lists the custom fields of SSL certificates. */
    list(options: { certType: 'ssl' } & NamedRowOptions): Promise<readonly CustomField[]>;
  };
  readonly profiles: {
    /** Lists the SSL certificate profiles that the login may use. */
    list(options: NamedRowOptions): Promise<readonly Pick<CertificateProfile, 'id' | 'name'>[]>;
  };
  readonly reports: {
    /** Reads the report of SSL certificates for a range of days. */
    sslCertificates(request: SslReportRequest, options?: UnnamedRowOptions): Promise<readonly SslReportRow[]>;
  };
  readonly certificates: {
    /** Lists SSL certificates. */
    list(
      filter: { sslTypeId?: number; status?: SslStatus },
      options?: { pageSize?: number } & UnnamedRowOptions,
    ): AsyncIterable<SslIdentity>;
    /** Reads the details of a certificate. */
    get(sslId: number, options?: CallOptions): Promise<SslDetails>;
    /** Sets the named custom fields and leaves everything else alone; an empty text clears. */
    updateCustomFields(
      sslId: number,
      values: Readonly<Record<string, string>>,
      options?: WriteOptions,
    ): Promise<SslDetails>;
  };
}

/** The part of Command that a sync uses. A `KeyfactorClient` implements it. */
export interface KeyfactorPort {
  /** HTTP requests sent so far, retries included. */
  readonly requestCount: number;
  readonly status: {
    /** Throws where the system can't be reached, or refuses the login. */
    check(options?: CallOptions): Promise<unknown>;
  };
  readonly metadataFields: {
    /** Lists the metadata fields. */
    list(options?: NamedRowOptions): AsyncIterable<MetadataField>;
    /** Creates a metadata field. */
    create(field: MetadataFieldCreate, options?: CallOptions): Promise<MetadataField>;
    /** Replaces the definition of a metadata field: what it lacks is reset. */
    update(field: MetadataField, options?: CallOptions): Promise<MetadataField>;
  };
  readonly certificates: {
    /** Lists certificates. */
    list(
      options: {
        query: CertificateQuery;
        includeRevoked: boolean;
        includeExpired: boolean;
        pageSize: number;
        /** Whether rows come with their metadata values (true). */
        includeMetadata?: boolean;
      } & UnnamedRowOptions,
    ): AsyncIterable<CommandCertificate>;
    /** Reads a certificate with its metadata. */
    get(id: number, options?: CallOptions): Promise<CommandCertificate>;
    /** Sets the named metadata fields and leaves the others alone; an empty text clears. */
    updateMetadata(
      id: number,
      values: Readonly<Record<string, string>>,
      options?: WriteOptions,
    ): Promise<void>;
  };
}

/** The part of SCM that an import uses. A `SectigoClient` implements it. */
export interface ImportSectigoPort extends SectigoPort {
  readonly certificates: SectigoPort['certificates'] & {
    /** Downloads a certificate; that SCM does not give it out is a result and not an error. */
    collect(sslId: number, options?: { format?: CollectFormat } & CallOptions): Promise<CollectResult>;
  };
}

/** The part of Command that an import uses. A `KeyfactorClient` implements it. */
export interface ImportKeyfactorPort extends KeyfactorPort {
  readonly certificates: KeyfactorPort['certificates'] & {
    /** Finds certificates by serial number in any notation, whoever issued them. */
    findBySerialNumber(serialNumber: string, options?: FindOptions): Promise<readonly CommandCertificate[]>;
    /** Finds the certificate with a SHA-1 thumbprint. */
    findByThumbprint(thumbprint: string, options?: FindOptions): Promise<CommandCertificate | undefined>;
    /** Imports a certificate with its metadata. Must not repeat the call by itself. */
    import(certificate: CertificateImport, options?: WriteOptions): Promise<unknown>;
  };
}

type FindOptions = { includeMetadata?: boolean } & CallOptions;
