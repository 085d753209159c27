import * as v from 'valibot';
import type { ConnectionInfo } from '../contract/ca-plugin.ts';
import type { SettingProblem } from '../contract/property-annotation.ts';
import type { ConnectionLogin, ConnectionSettings } from '../plugin-context.ts';
import { type CertificateSource, readCertificateSource } from './certificate-source.ts';
import { connectionDefaults as defaults } from './connector-annotations.ts';
import { SettingReader } from './setting-reader.ts';
import {
  accountName,
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
export type ConnectionResult =
  | {
      readonly ok: false;
      readonly problems: readonly SettingProblem[];
      /** Where this much is right, so that its files can be checked too. */
      readonly login: LoginSource | undefined;
    }
  | { readonly ok: true; readonly enabled: false }
  | {
      readonly ok: true;
      readonly enabled: true;
      readonly settings: Omit<ConnectionSettings, 'login'>;
      readonly login: LoginSource;
    };

/** Reads the settings of a connection, names in any letter case, values as text or as JSON has them. Touches no file. */
export function readConnection(connection: ConnectionInfo): ConnectionResult {
  const reader = new SettingReader(connection);
  const enabled = reader.read('Enabled', flag) ?? defaults.Enabled;
  const settings = readSettings(reader);
  const login = enabled ? readLogin(reader) : undefined;
  const customerUri = reader.read('CustomerUri', accountName) ?? '';
  const { problems } = reader;
  if (problems.length > 0) return { ok: false, problems, login };
  if (login === undefined) return { ok: true, enabled: false };
  return { ok: true, enabled: true, settings: { ...settings, customerUri, enabled }, login };
}

function readSettings(reader: SettingReader): Omit<ConnectionSettings, 'login' | 'customerUri' | 'enabled'> {
  const syncFilterProfileIds = reader.read('SyncFilterProfileId', ids) ?? [];
  return {
    apiEndpoint: reader.read('ApiEndpoint', apiAddress) ?? defaults.ApiEndpoint,
    pickupRetries:
      reader.read('PickupRetries', wholeNumber({ least: 0, most: 1000 })) ?? defaults.PickupRetries,
    pickupDelay: reader.read('PickupDelay', wholeNumber({ least: 0, most: 3600 })) ?? defaults.PickupDelay,
    // The original cuts a larger page in silence, so configurations that have one must go on working.
    pageSize: reader.read('PageSize', wholeNumber({ least: 1, most: 200, cut: true })) ?? defaults.PageSize,
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
      reader.require('CustomerUri', accountName);
      const username = reader.require('Username', headerName);
      const password = reader.require('Password', secretText);
      return username && password ? { type: 'password', username, password } : undefined;
    }
    case 'Certificate': {
      reader.require('CustomerUri', accountName);
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
  if ('problem' in reading) {
    reader.refuse('ClientCertificate', reading.problem);
    return undefined;
  }
  if (reading.source === undefined) reader.miss('ClientCertificate');
  return reading.source;
}
