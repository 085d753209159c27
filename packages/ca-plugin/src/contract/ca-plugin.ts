import { invalidArgument } from '../arguments/invalid-argument.ts';
import type { BadRecord, CertificateRecord, CertificateRecordResult } from './certificate-record.ts';
import type { EndEntityStatus } from './end-entity-status.ts';
import type { EnrollmentRequest, EnrollmentResult, ProductInfo } from './enrollment.ts';
import type { OpenOrderStatus, RecordedOrder } from './order-ledger.ts';
import type { PropertyAnnotations, SettingProblem } from './property-annotation.ts';

/** Settings of a connection as the host has them, by name. */
export type ConnectionInfo = Readonly<Record<string, unknown>>;

/** What every call takes. */
export interface CallOptions {
  /** Ends the call, its waits included. */
  readonly signal?: AbortSignal | undefined;
}

/** How to order. */
export interface EnrollOptions extends CallOptions {
  /** Order again, even if the same order was sent before. */
  readonly again?: boolean | undefined;
  /**
   * How long to wait for the certificate, in milliseconds from the call; replaces the pickup settings of the connection.
   * An order that is on its way is waited for all the same, and the state of an earlier one is read once.
   */
  readonly waitMs?: number | undefined;
  /**
   * Identifies the order, together with its CSR, instead of all that is ordered; for a host whose requesters repeat a request to
   * ask for its outcome. An order that was declined then stays declined.
   */
  readonly identity?: readonly string[] | undefined;
  /** Called where the certificate of an earlier order turns out to be revoked, before the same is ordered anew; nothing is once the signal is aborted then, unless somebody else waits for it. */
  readonly onRevoked?: ((caRequestId: string) => void) | undefined;
}

/** How to revoke. */
export interface RevokeOptions extends CallOptions {
  /** Called where the certificate was revoked before, or somebody else was faster, so that nothing was done. */
  readonly onRevokedBefore?: (() => void) | undefined;
}

/** How to check, to list or to synchronize. */
export interface FindingOptions extends CallOptions {
  /**
   * Called with each finding that doesn't stop the call, such as an unknown profile of a filter, or a product that can't be read and is
   * missing from the list: a sentence or two for the operator. Default: logged as a warning.
   */
  readonly onFinding?: ((finding: string) => void) | undefined;
}

/** Which certificates to synchronize. */
export interface SynchronizationRequest {
  /** When the last complete one began; null for none. */
  readonly lastSync: Date | null;
  /** Everything, not just changes. */
  readonly fullSync: boolean;
}

/** A revocation. */
export interface RevocationRequest {
  readonly caRequestId: string;
  /** Hexadecimal, in any notation; must be that of the certificate. */
  readonly serialNumber: string;
  /** CRLReason of RFC 5280, section 5.3.1. */
  readonly reason: number;
}

/**
 * What a certificate authority must be able to do for a gateway. Everything else is a capability that a host asks for:
 * see {@link ConfigurableCaPlugin} and {@link ProductCatalog}.
 *
 * Methods throw a {@link CaPluginError}, whose message is a sentence for the operator and holds no secret.
 */
export interface CaPlugin {
  /**
   * Orders a certificate, and waits for it a while. What can't be ordered is a result of status Failed, not an error. The same
   * order again returns what the first one did while that is of use.
   */
  enroll(request: EnrollmentRequest, options?: EnrollOptions): Promise<EnrollmentResult>;
  /** Reads how a request stands, without waiting. */
  getSingleRecord(caRequestId: string, options?: CallOptions): Promise<CertificateRecord>;
  /** Revokes; what is already revoked is left alone. Returns the status that the certificate has then. */
  revoke(request: RevocationRequest, options?: RevokeOptions): Promise<EndEntityStatus>;
  /**
   * Reads certificates at the pace of the consumer. A record that can't be read comes as a {@link BadRecord}. Throws
   * where the list could not be read whole: then the time of the last sync must stay what it was.
   */
  synchronize(
    request: SynchronizationRequest,
    options?: FindingOptions,
  ): AsyncIterable<CertificateRecordResult>;
  /** Ends what is under way and closes connections; an order that is on its way still returns its id. */
  close(): Promise<void>;
}

/** A product to order. */
export interface Product {
  readonly id: string;
  readonly name: string;
  readonly keys: ProductKeys;
}

/** Keys that a product takes and the plugin orders for, the weaker ones first. */
export interface ProductKeys {
  /** Sizes in bits. */
  readonly rsa: readonly number[];
  /** Curves, such as `P-256`. */
  readonly ec: readonly string[];
}

/** A plugin that has products to choose from. */
export interface ProductCatalog {
  /** Lists the ids of all products. */
  getProductIds(options?: FindingOptions): Promise<readonly string[]>;
  /** The same with their names. */
  getProducts(options?: FindingOptions): Promise<readonly Product[]>;
  /**
   * Finds parameters that orders ignore, each with the nearest name that is known, for a host that refuses them.
   */
  findUnknownParameters(names: readonly string[], options?: CallOptions): Promise<readonly SettingProblem[]>;
  /**
   * Finds custom fields that the authority demands and the parameters have no value for, for a host that adds none at an
   * order. A gateway does: its requesters fill in enrollment fields.
   */
  findMissingParameters(
    parameters: Readonly<Record<string, string>>,
    options?: FindingOptions,
  ): Promise<readonly SettingProblem[]>;
  /** Lists what is wrong with a product and its settings; empty where nothing is. */
  validateProductInfo(product: ProductInfo, options?: CallOptions): Promise<readonly SettingProblem[]>;
  /** Describes the settings of a product. */
  getTemplateParameterAnnotations(): PropertyAnnotations;
}

/** A plugin that is given its connection by the host. */
export interface ConfigurableCaPlugin {
  /** Describes the settings of a connection. */
  getCAConnectorAnnotations(): PropertyAnnotations;
  /** Lists everything that is wrong with a connection; connects where nothing is and it is enabled. */
  validateCAConnectionInfo(
    connection: ConnectionInfo,
    options?: FindingOptions,
  ): Promise<readonly SettingProblem[]>;
  /** Sets the connection to use, instead of an earlier one. Throws if it is not valid; nothing is sent yet. */
  initialize(connection: ConnectionInfo): Promise<void>;
  /** Tests the connection; throws where it doesn't work. */
  ping(options?: CallOptions): Promise<void>;
}

/** How to look for open orders. */
export interface LookUpOptions extends CallOptions {
  /** Called for each order that the authority does not show. */
  readonly onOpen?: ((order: RecordedOrder, status: OpenOrderStatus) => void) | undefined;
}

/** A plugin that records its orders, and can look for those whose response was lost. */
export interface OrderLookUp {
  /**
   * Looks once for every open order of the ledger, and settles those that the authority shows by now; returns their request ids
   * by the number of the order. Those that it doesn't show stay open.
   */
  lookUpOrders(options?: LookUpOptions): Promise<ReadonlyMap<number, string>>;
}

/** A plugin that finds requests that the host has no record of yet. */
export interface RequestSearch {
  /** Ids of the requests whose certificate has a serial number, in any notation; mostly one, or none. */
  findRequestIds(serialNumber: string, options?: CallOptions): Promise<readonly string[]>;
}

/** A plugin that gives out the certificates of issuers. */
export interface IssuerDownload {
  /**
   * Downloads the certificates of the issuer of a request's certificate and of those above it, the root last, as DER. Throws a
   * {@link CaPluginError} 'not-found' where the authority gives the certificate out no more, or not yet.
   */
  getIssuers(caRequestId: string, options?: CallOptions): Promise<readonly Uint8Array[]>;
}

/** Returns whether a plugin has products to choose from. */
export function hasProductCatalog(plugin: CaPlugin): plugin is CaPlugin & ProductCatalog {
  return has(plugin, 'getProductIds', 'hasProductCatalog');
}

/** Returns whether a plugin is given its connection by the host. */
export function isConfigurable(plugin: CaPlugin): plugin is CaPlugin & ConfigurableCaPlugin {
  return has(plugin, 'initialize', 'isConfigurable');
}

function has(plugin: CaPlugin, call: string, of: string): boolean {
  if (typeof plugin === 'object' && plugin !== null) return call in plugin;
  throw invalidArgument(`Argument 1 of ${of} must be a plugin.`);
}
