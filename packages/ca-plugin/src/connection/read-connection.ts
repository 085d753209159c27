import { nearestName } from '@certbridge/field-mapping';
import * as v from 'valibot';
import type { ConnectionInfo } from '../contract/ca-plugin.ts';
import type { SettingProblem } from '../contract/property-annotation.ts';
import type { ConnectionLogin, ConnectionSettings } from '../plugin-context.ts';
import { type CertificateSource, readCertificateSource } from './certificate-source.ts';
import {
  connectorAnnotations,
  connectionDefaults as defaults,
  type SettingName,
} from './connector-annotations.ts';
import {
  apiAddress,
  flag,
  headerName,
  ids,
  secretText,
  trimmedText,
  webAddress,
  wholeNumber,
  word,
} from './setting-values.ts';
import { readSyncFilter } from './sync-filter.ts';

/** A login whose certificate has not been read yet. */
export type LoginSource =
  | Exclude<ConnectionLogin, { readonly type: 'certificate' }>
  | { readonly type: 'certificate'; readonly username: string; readonly source: CertificateSource };

/** What a connection says. One that is disabled may be incomplete. */
export type ConnectionReading =
  | { readonly ok: false; readonly problems: readonly SettingProblem[] }
  | { readonly ok: true; readonly enabled: false }
  | {
      readonly ok: true;
      readonly enabled: true;
      readonly settings: Omit<ConnectionSettings, 'login'>;
      readonly login: LoginSource;
    };

const largestPage = 200;
const settingNames = Object.keys(connectorAnnotations) as SettingName[];

/** Reads the settings of a connection, names in any letter case, values as text or as JSON has them. Touches no file. */
export function readConnection(connection: ConnectionInfo): ConnectionReading {
  const reader = new SettingReader(connection);
  const enabled = reader.read('Enabled', flag) ?? defaults.Enabled;
  const settings = readSettings(reader);
  if (!enabled) {
    return reader.problems.length > 0
      ? { ok: false, problems: reader.problems }
      : { ok: true, enabled: false };
  }
  const login = readLogin(reader);
  const customerUri = login?.type === 'oauth' ? '' : reader.require('CustomerUri', headerName);
  if (login === undefined || customerUri === undefined || reader.problems.length > 0) {
    return { ok: false, problems: reader.problems };
  }
  return { ok: true, enabled, settings: { ...settings, customerUri, enabled }, login };
}

function readSettings(reader: SettingReader): Omit<ConnectionSettings, 'login' | 'customerUri' | 'enabled'> {
  const syncFilterProfileIds = reader.read('SyncFilterProfileId', ids) ?? [];
  return {
    apiEndpoint: reader.read('ApiEndpoint', apiAddress) ?? defaults.ApiEndpoint,
    pickupRetries: reader.read('PickupRetries', wholeNumber(0, 1000)) ?? defaults.PickupRetries,
    pickupDelay: reader.read('PickupDelay', wholeNumber(0, 3600)) ?? defaults.PickupDelay,
    // The original cuts a larger page in silence, so configurations that have one must go on working.
    pageSize: Math.min(reader.read('PageSize', wholeNumber(1, 1_000_000)) ?? defaults.PageSize, largestPage),
    externalRequestorFieldName: reader.read('ExternalRequestorFieldName', trimmedText),
    syncFilterProfileIds,
    syncFilter: readFilter(reader, syncFilterProfileIds),
    forceCompleteSync: reader.read('ForceCompleteSync', flag) ?? defaults.ForceCompleteSync,
  };
}

function readFilter(reader: SettingReader, profileIds: readonly number[]): ConnectionSettings['syncFilter'] {
  const value = reader.value('SyncFilter');
  if (value === undefined) return {};
  const reading = readSyncFilter(value);
  if ('problems' in reading) {
    for (const problem of reading.problems) reader.refuse('SyncFilter', problem);
    return {};
  }
  if (reading.filter.sslTypeId !== undefined && profileIds.length > 0) {
    reader.refuse('SyncFilter', 'has sslTypeId, but SyncFilterProfileId is given too: keep one of the two');
  }
  return reading.filter;
}

function readLogin(reader: SettingReader): LoginSource | undefined {
  const type = reader.value('AuthType') === undefined ? defaults.AuthType : reader.read('AuthType', authType);
  switch (type) {
    case 'Password': {
      const username = reader.require('Username', headerName);
      const password = reader.require('Password', secretText);
      return username && password ? { type: 'password', username, password } : undefined;
    }
    case 'Certificate': {
      const username = reader.require('Username', headerName);
      const source = readCertificate(reader);
      return username && source ? { type: 'certificate', username, source } : undefined;
    }
    case 'OAuth': {
      // The default is a host of the other flavour of the API.
      reader.require('ApiEndpoint', apiAddress);
      const clientId = reader.require('ClientId', trimmedText);
      const clientSecret = reader.require('ClientSecret', secretText);
      const tokenUrl = reader.read('TokenUrl', webAddress);
      return clientId && clientSecret
        ? { type: 'oauth', clientId, clientSecret, ...(tokenUrl && { tokenUrl }) }
        : undefined;
    }
    default:
      return undefined;
  }
}

const authType = word(['Password', 'Certificate', 'OAuth']);

function readCertificate(reader: SettingReader): CertificateSource | undefined {
  const value = reader.require('ClientCertificate', v.unknown());
  if (value === undefined) return undefined;
  const reading = readCertificateSource(value);
  if ('source' in reading) return reading.source;
  reader.refuse('ClientCertificate', reading.problem);
  return undefined;
}

/** What to do where a setting is missing. */
const remedies: Partial<Readonly<Record<SettingName, string>>> = {
  ApiEndpoint: 'Give the address of the Admin Operations API, such as https://admin.enterprise.sectigo.com/.',
  CustomerUri: 'Give the last part of the portal login address, https://HOST/customer/{CustomerUri}.',
  Username: 'Give the name of the API login.',
  Password: 'Give the password of the API login, or choose another AuthType.',
  ClientCertificate: 'Give a PFX or PEM file, or choose another AuthType.',
  ClientId: 'Give the id of the API client, or choose another AuthType.',
  ClientSecret: 'Give the secret of the API client, or choose another AuthType.',
};

/** Takes values out of a connection, and collects what is wrong with them; one problem for a setting is enough. */
class SettingReader {
  readonly problems: SettingProblem[] = [];
  readonly #values = new Map<string, unknown>();

  constructor(connection: ConnectionInfo) {
    const known = new Map<string, SettingName>(settingNames.map((name) => [name.toLowerCase(), name]));
    const seen = new Set<string>();
    for (const [key, value] of Object.entries(connection)) {
      const name = known.get(key.trim().toLowerCase());
      if (name === undefined) {
        if (!/^[_$]/.test(key)) this.#refuseUnknown(key);
        continue;
      }
      if (seen.has(name)) this.refuse(name, 'is there twice, in different letter case: keep one of the two');
      seen.add(name);
      // The portal sends every setting, those that nobody filled in as empty text.
      const empty =
        value === null || value === undefined || (typeof value === 'string' && value.trim() === '');
      if (!empty) this.#values.set(name, value);
    }
  }

  /** The value of a setting; undefined where it is missing or empty. */
  value(name: SettingName): unknown {
    return this.#values.get(name);
  }

  /** Reads a setting that may be missing. */
  read<const TSchema extends v.GenericSchema>(
    name: SettingName,
    schema: TSchema,
  ): v.InferOutput<TSchema> | undefined {
    const value = this.#values.get(name);
    if (value === undefined) return undefined;
    const result = v.safeParse(schema, value, { abortPipeEarly: true });
    if (result.success) return result.output;
    this.refuse(name, result.issues[0].message);
    return undefined;
  }

  /** Reads a setting that must be there. */
  require<const TSchema extends v.GenericSchema>(
    name: SettingName,
    schema: TSchema,
  ): v.InferOutput<TSchema> | undefined {
    if (!this.#values.has(name)) {
      this.problems.push({ setting: name, message: `${name} is missing. ${remedies[name] ?? ''}`.trim() });
    }
    return this.read(name, schema);
  }

  /** Notes a problem: a clause that goes on from the name of the setting. */
  refuse(name: SettingName, clause: string): void {
    const message = `${name} ${clause}.`.replace(/([.?])\.$/, '$1');
    if (this.problems.some((problem) => problem.message === message)) return;
    this.problems.push({ setting: name, message });
  }

  #refuseUnknown(key: string): void {
    const nearest = nearestName(key, settingNames);
    const remedy =
      nearest === undefined
        ? 'Remove it, or begin its name with "_" if it is a comment.'
        : `Did you mean ${nearest}?`;
    this.problems.push({
      setting: null,
      message: `There is no setting ${JSON.stringify(key.slice(0, 80))}. ${remedy}`,
    });
  }
}
