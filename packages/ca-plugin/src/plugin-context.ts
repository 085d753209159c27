import type {
  CertificateProfile,
  CustomField,
  Organization,
  OrganizationDetails,
  SectigoClient,
} from '@certbridge/sectigo-client';
import type { Logger } from '@logtape/logtape';
import type { CatalogList } from './catalog/catalog-list.ts';
import type { CertificateReader } from './contract/certificate-reader.ts';
import type { EnrollmentResult } from './contract/enrollment.ts';
import type { OrderLedger } from './contract/order-ledger.ts';
import type { ParameterWording } from './contract/parameter-wording.ts';
import type { OrdersInFlight } from './enrollment/orders-in-flight.ts';
import type { WarnOnce } from './warn-once.ts';

/** Time, for tests to take in hand. */
export interface Clock {
  /** Returns the current time. */
  readonly now: () => Date;
  /** Ends after so many milliseconds, or rejects when the signal is aborted. */
  readonly sleep: (ms: number, signal?: AbortSignal) => Promise<void>;
}

/** How the plugin logs in to SCM. */
export type ConnectionLogin =
  | { readonly type: 'password'; readonly username: string; readonly password: string }
  | {
      readonly type: 'certificate';
      readonly username: string;
      readonly certificate:
        | { readonly pfx: Uint8Array; readonly passphrase?: string }
        | { readonly cert: string; readonly key: string; readonly passphrase?: string };
    }
  | {
      readonly type: 'oauth';
      readonly clientId: string;
      readonly clientSecret: string;
      readonly tokenUrl?: string;
    };

/** The settings of a connection, checked and with their defaults. */
export interface ConnectionSettings {
  readonly apiEndpoint: string;
  readonly customerUri: string;
  readonly login: ConnectionLogin;
  /** Looks for an ordered certificate before it is left to the next synchronization. */
  readonly pickupRetries: number;
  /** Seconds between two attempts to pick up a certificate. */
  readonly pickupDelay: number;
  /** Certificates a page, 1 to 200. */
  readonly pageSize: number;
  /** Name of the enrollment field with the requester's e-mail address. */
  readonly externalRequestorFieldName?: string | undefined;
  /** Ids of the profiles to synchronize; empty for all. */
  readonly syncFilterProfileIds: readonly number[];
  /** Further filters of SCM's certificate list, by their names in the API. */
  readonly syncFilter: Readonly<Record<string, string>>;
  readonly forceCompleteSync: boolean;
  readonly enabled: boolean;
}

/**
 * Profiles and organizations of the account, kept for a short time, so that a signal ends the caller's own wait only; and its
 * custom fields as they are now.
 */
export interface Catalog {
  /** A row that can't be read is warned of once, unless `tell` takes it. */
  profiles(
    signal?: AbortSignal,
    tell?: (sentences: string) => void,
  ): Promise<CatalogList<CertificateProfile>>;
  /** Warns of a row that `tell` took. */
  readonly warn: WarnOnce;
  organizations(signal?: AbortSignal): Promise<CatalogList<Organization>>;
  /** Those for SSL certificates, in any state. */
  customFields(signal?: AbortSignal): Promise<CatalogList<CustomField>>;
  /** The record of an organization or department, which tells what it may issue: the list does not. */
  organization(id: number, signal?: AbortSignal): Promise<OrganizationDetails>;
}

/** What every operation of the plugin works with. */
export interface PluginContext {
  readonly client: SectigoClient;
  readonly settings: ConnectionSettings;
  readonly catalog: Catalog;
  readonly reader: CertificateReader;
  readonly orders: OrderLedger;
  readonly inFlight: OrdersInFlight<EnrollmentResult>;
  readonly logger: Logger;
  readonly clock: Clock;
  readonly wording: ParameterWording;
}
