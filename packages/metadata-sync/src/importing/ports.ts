import type { CertificateImport, CommandCertificate } from '@certbridge/keyfactor-client';
import type { CollectFormat, CollectResult } from '@certbridge/sectigo-client';
import type { CallOptions, KeyfactorPort, SectigoPort, WriteOptions } from '../run/ports.ts';

/** What an import needs of SCM. A `SectigoClient` fits it. */
export interface ImportSectigoPort extends SectigoPort {
  readonly certificates: SectigoPort['certificates'] & {
    /** Downloads a certificate; that it can't be had is a result and not an error. */
    collect(sslId: number, options?: { format?: CollectFormat } & CallOptions): Promise<CollectResult>;
  };
}

/** What an import needs of Command. A `KeyfactorClient` fits it. */
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
