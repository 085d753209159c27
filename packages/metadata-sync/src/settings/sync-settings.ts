import type { MetadataDataType } from '@certbridge/field-mapping';
import type { MetadataFieldCreate } from '@certbridge/keyfactor-client';

/** What happens to the destination's value when the source has none. */
export type EmptyPolicy = 'keep' | 'clear';

/** How certificate details are read: by the report if it has all that is needed, by the report even after a difference was seen, or singly. */
export type ReadStrategy = 'auto' | 'report' | 'details';

/** Whose value counts in a two-way sync where both sides changed it differently; `report` writes neither and lists them. */
export type ConflictPolicy = 'report' | 'sectigo' | 'keyfactor';

/** What a run may change at most before it stops for the operator; 0 to 100, where 100 never stops. */
export interface SafetyLimits {
  /** Per cent of the values present in scope that a run may overwrite or clear. */
  readonly overwritePercent: number;
  /** Per cent by which either inventory may be smaller than in the run before. */
  readonly shrinkPercent: number;
}

/** One entry of `fields.json`; keys that the entry does not have are absent here. */
export interface FieldEntry {
  /** Name of the Sectigo custom field, or dot path into the certificate details for a manual field. */
  readonly sectigoFieldName: string;
  readonly keyfactorMetadataFieldName: string;
  readonly keyfactorDataType: MetadataDataType;
  readonly keyfactorDescription?: string | undefined;
  readonly keyfactorHint?: string | undefined;
  readonly keyfactorValidation?: string | undefined;
  /** 0 optional, 1 required, 2 hidden. */
  readonly keyfactorEnrollment?: MetadataFieldCreate['Enrollment'] | undefined;
  readonly keyfactorMessage?: string | undefined;
  readonly keyfactorOptions?: readonly string[] | undefined;
  readonly keyfactorDefaultValue?: string | undefined;
  readonly keyfactorDisplayOrder?: number | undefined;
  readonly keyfactorCaseSensitive?: boolean | undefined;
  readonly emptyPolicy?: EmptyPolicy | undefined;
  /** Values are kept as keyed hashes in the history, and never shown nor written to a plan file. */
  readonly sensitive?: boolean | undefined;
}

/** What an entry of `fields.json` says of a custom field that import-all takes. */
export interface FieldPolicy {
  /** Name of the Sectigo custom field. */
  readonly sectigoFieldName: string;
  readonly emptyPolicy?: EmptyPolicy | undefined;
  readonly sensitive?: boolean | undefined;
}

/** How to log in to SCM. Secrets are as written in the file: text, `env:NAME` or `file:PATH`. */
export type SectigoLoginSettings =
  | { readonly type: 'password'; readonly login: string; readonly password: string }
  | {
      readonly type: 'certificate';
      readonly login: string;
      /** Path of a PFX or PEM file. */
      readonly certificateFile: string;
      /** Path of a PEM key file, where the certificate's file does not hold it. */
      readonly keyFile?: string | undefined;
      readonly passphrase?: string | undefined;
    }
  | {
      /** OAuth2 client credentials, for the Admin Operations API. */
      readonly type: 'oauth';
      readonly clientId: string;
      readonly clientSecret: string;
      /** Sectigo's own where it is absent. */
      readonly tokenUrl?: string | undefined;
    };

/** How to log in to Command. Secrets are as written in the file: text, `env:NAME` or `file:PATH`. */
export type KeyfactorLoginSettings =
  | { readonly type: 'basic'; readonly username: string; readonly password: string }
  | {
      readonly type: 'oauth';
      readonly tokenUrl: string;
      readonly clientId: string;
      readonly clientSecret: string;
      readonly scopes: readonly string[];
      readonly audience?: string | undefined;
      readonly requestedWith?: 'APIClient' | 'XMLHttpRequest' | undefined;
      readonly refreshSkewSeconds?: number | undefined;
    }
  | { readonly type: 'token'; readonly accessToken: string };

/** The configuration of a sync, checked and normalised. */
export interface SyncSettings {
  readonly sectigo: {
    readonly baseUrl: string;
    /** Absent with OAuth2 login, which needs none. */
    readonly customerUri?: string | undefined;
    readonly login: SectigoLoginSettings;
    /** Certificates a page, 1 to 200. */
    readonly pageSize: number;
    readonly readStrategy: ReadStrategy;
    /** Ids of the SSL profiles in scope; never empty. */
    readonly sslTypeIds: readonly number[];
  };
  readonly keyfactor: {
    readonly baseUrl: string;
    readonly login: KeyfactorLoginSettings;
    /** Certificates a page. */
    readonly pageSize: number;
    /** .NET custom format of Date values as Command returns them. */
    readonly dateFormat: string;
    /** Only certificates imported into Command on that day or later; the beginning of the day, `yyyy-MM-ddT00:00:00Z`. */
    readonly addedSince?: string | undefined;
    readonly issuerLookupTerm: string;
  };
  readonly importAllCustomFields: boolean;
  readonly syncRevokedAndExpired: boolean;
  readonly enableDisabledFields: boolean;
  /** Cut a value to the destination's limit; otherwise it is not written and reported. */
  readonly truncate: boolean;
  readonly conflicts: ConflictPolicy;
  readonly limits: SafetyLimits;
  /** PEM file with further certificate authorities to trust. */
  readonly caCertificateFile?: string | undefined;
  readonly manualFields: readonly FieldEntry[];
  /** The custom fields to sync; empty with import-all, which takes them all. */
  readonly customFields: readonly FieldEntry[];
  /** With import-all, what the entries under `CustomFields` say of single fields; empty without. */
  readonly customFieldPolicies: readonly FieldPolicy[];
  /** Replacement of each banned character, empty to delete it; null where the operator has not filled it in yet. */
  readonly replacements: ReadonlyMap<string, string | null>;
}
