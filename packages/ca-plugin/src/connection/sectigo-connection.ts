import type { CertificateFilter } from '@certbridge/sectigo-client';

/** Filters of SCM's certificate list, by their names in the API. */
export type SyncFilter = CertificateFilter;

/**
 * The settings of a connection: those of the Sectigo AnyCA Gateway REST plugin, and those that only this one has. Values are also
 * taken as text, as a portal has them; names in any letter case when the plugin is called.
 */
export interface SectigoConnection {
  /** Address of the API, with or without `/private`, `/api` and slash at its end (`https://hard.cert-manager.com/`). */
  readonly ApiEndpoint?: string | undefined;
  /** Last part of the portal's login address, or that address as a whole. Not used with OAuth. */
  readonly CustomerUri?: string | undefined;
  /** How to log in (`Password`). */
  readonly AuthType?: 'Password' | 'Certificate' | 'OAuth' | undefined;
  /** Name of the API login. Not used with OAuth. */
  readonly Username?: string | undefined;
  /** Password of the API login. */
  readonly Password?: string | undefined;
  /** PFX or PEM: the path of a file, its content in base64, or either with its key and passphrase. */
  readonly ClientCertificate?: string | ClientCertificateSetting | undefined;
  /** Looks for an ordered certificate, 0 to 1000 (5). */
  readonly PickupRetries?: number | string | undefined;
  /** Seconds between two attempts, 0 to 3600 (10). */
  readonly PickupDelay?: number | string | undefined;
  /** Records for one call of a synchronization; more than 200 count as 200 (25). */
  readonly PageSize?: number | string | undefined;
  /** Name of the enrollment field with the requester's e-mail address. */
  readonly ExternalRequestorFieldName?: string | undefined;
  /** Ids of the profiles to synchronize; text has them separated by commas (all). */
  readonly SyncFilterProfileId?: string | number | readonly (string | number)[] | undefined;
  /** Give every record, and not only those whose status has changed (false). */
  readonly ForceCompleteSync?: boolean | string | undefined;
  /** False to make the CA before its connection is known (true). */
  readonly Enabled?: boolean | string | undefined;
  /** Id of the OAuth2 client. */
  readonly ClientId?: string | undefined;
  /** Secret of the OAuth2 client. */
  readonly ClientSecret?: string | undefined;
  /** Token endpoint of OAuth2 (Sectigo's own). */
  readonly TokenUrl?: string | undefined;
  /** Further filters of a synchronization, or their JSON. */
  readonly SyncFilter?: SyncFilter | string | undefined;
}

/** Name of a setting of a connection. */
export type SettingName = keyof SectigoConnection;

/** A client certificate that is more than one text. */
export interface ClientCertificateSetting {
  /** Path of the file; relative to the working directory. */
  readonly path?: string | undefined;
  /** Content of the file in base64. */
  readonly data?: string | undefined;
  /** Path or content of a PEM key, where the certificate's file does not hold it. */
  readonly key?: string | undefined;
  readonly passphrase?: string | undefined;
  /** Content of a PFX in base64, as the portal uploads it. */
  readonly ImportedCertificate?: string | undefined;
  readonly ImportedCertificatePassword?: string | undefined;
}
