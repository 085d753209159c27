import type { Logger } from '@logtape/logtape';
import type { CaDatabase, IssuerStore, StoredCertificates } from '../contract/ca-database.ts';
import type { HostedPlugin } from '../hosted-plugin.ts';
import type { OpenOrderWatch } from '../orders/open-order-watch.ts';
import type { CallCounter } from './call-counter.ts';
import type { LoginWatch } from './login-watch.ts';
import type { OutageLog } from './outage-log.ts';
import type { ProfileCatalog } from './profile-catalog.ts';
import type { ProfileSettings } from './profile-settings.ts';

/** What the operations of a hosted CA work with. */
export interface HostContext extends HostedPlugin {
  /** Name of the CA. */
  readonly name: string;
  readonly certificates: StoredCertificates;
  readonly issuers: IssuerStore;
  readonly profiles: ProfileCatalog;
  readonly settingsOf: (profile: string) => ProfileSettings;
  readonly watch: OpenOrderWatch;
  readonly login: LoginWatch;
  readonly calls: Pick<CallCounter, 'whyLate'>;
  readonly isKeptLocked: CaDatabase['isKeptLocked'];
  readonly now: () => Date;
  readonly logger: Logger;
  readonly outages: OutageLog;
}
