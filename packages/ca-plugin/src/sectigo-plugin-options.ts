import type { HttpOptions } from '@certbridge/sectigo-client';
import type { Logger } from '@logtape/logtape';
import type { CertificateReader } from './contract/certificate-reader.ts';
import type { OrderLedger } from './contract/order-ledger.ts';
import type { ParameterWording } from './contract/parameter-wording.ts';
import type { LoginRecoveryOptions } from './login-recovery.ts';
import type { Clock } from './plugin-context.ts';

/** What a plugin is made with. */
export interface SectigoPluginOptions {
  /** What the host knows of its certificates. */
  readonly reader: CertificateReader;
  /** Where orders are recorded; in memory where it is left out, so that nothing is known of orders of other processes. */
  readonly orders?: OrderLedger | undefined;
  /** How long an order that is on its way may take to come back once its caller has left, in milliseconds; 10,000 by default. */
  readonly orderGraceMs?: number | undefined;
  /** LogTape's `certbridge.ca-plugin` where it is left out. */
  readonly logger?: Logger | undefined;
  readonly clock?: Clock | undefined;
  /** Settings of the HTTP layer, such as certificate authorities to trust. */
  readonly http?: HttpOptions | undefined;
  /** Has a refused login attempted again after a pause, for a host that runs for months; without it, only the next `initialize` does. */
  readonly loginRecovery?: LoginRecoveryOptions | undefined;
  /** How messages speak of the parameters of products; as settings of the gateway's template where it is left out. */
  readonly wording?: ParameterWording | undefined;
}
