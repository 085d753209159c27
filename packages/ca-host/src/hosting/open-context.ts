import { createSectigoPlugin, type ParameterWording } from '@certbridge/ca-plugin';
import { getLogger } from '@logtape/logtape';
import { checkProfileSettings } from '../arguments/check-hosted-ca-options.ts';
import { createReader } from '../database/create-reader.ts';
import { OpenOrderWatch } from '../orders/open-order-watch.ts';
import { withSender } from '../orders/order-sender.ts';
import type { CallCounter } from './call-counter.ts';
import type { HostContext } from './host-context.ts';
import type { HostedCaOptions } from './hosted-ca-options.ts';
import { LoginWatch } from './login-watch.ts';
import { OutageLog } from './outage-log.ts';
import { ProfileCatalog } from './profile-catalog.ts';
import { noProfileSettings } from './profile-settings.ts';

const place = 'in the settings of the profile';

/** Messages speak of the parameters of a product as settings of its profile, which the requester can't change. */
const profileWording: ParameterWording = {
  source: (name) => `${name} ${place}`,
  places: (names) => `${names.join(' or ')} ${place}`,
  set: (name, value) => `set ${name}${value === undefined ? '' : ` to ${value}`} ${place}`,
  fillIn: (names) => `give ${names.length === 1 ? 'it a value' : 'them values'} ${place}`,
  field: (name) => `"${name}" ${place}`,
};

/** Initializes the connection of a CA, with the store of the CA; nothing is sent yet. Throws a CaPluginError where it is not valid. */
export async function openContext(options: HostedCaOptions, calls: CallCounter): Promise<HostContext> {
  const { name, connection, database, clock, settleMs, orderGraceMs } = options;
  const { settingsOf = () => noProfileSettings } = options;
  const store = await database.store(name, { isOnly: options.isOnly });
  const logger = getLogger(['certbridge', 'ca-host']);
  const outages = new OutageLog(logger);
  const login = new LoginWatch(name, { logger });
  const plugin = createSectigoPlugin({
    reader: createReader(store),
    orders: withSender(store.orders, database.processes),
    wording: profileWording,
    clock,
    http: calls.watch(options.http),
    orderGraceMs,
    loginRecovery: login.options(options.loginPauseMs),
  });
  await plugin.initialize(connection);
  const watch = new OpenOrderWatch({ processes: database.processes, settleMs });
  // Starts the clock for orders that an ended process left open.
  watch.update(await store.orders.open());
  const { certificates, issuers } = database;
  const profiles = new ProfileCatalog({ plugin, store }, { outages });
  const now = clock?.now ?? (() => new Date());
  return {
    name,
    plugin,
    store,
    certificates,
    issuers,
    settingsOf: (profile) => checkProfileSettings(settingsOf(profile)),
    profiles,
    watch,
    login,
    calls,
    isKeptLocked: () => database.isKeptLocked(),
    logger,
    outages,
    now,
  };
}
