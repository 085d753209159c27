import type { PropertyAnnotation } from '../contract/property-annotation.ts';
import type { SettingName } from './sectigo-connection.ts';

/** Defaults of the settings, which a configuration that lacks them gets. */
export const connectionDefaults = {
  ApiEndpoint: 'https://hard.cert-manager.com/',
  AuthType: 'Password',
  PickupRetries: 5,
  PickupDelay: 10,
  PageSize: 25,
  ForceCompleteSync: false,
  Enabled: true,
} as const;

/** The settings of a connection: the thirteen of the Sectigo AnyCA Gateway REST plugin, then those that only this one has. */
export const connectorAnnotations = {
  ApiEndpoint: shown(
    'Address of the Sectigo API, as your account has it. With or without a slash at its end, and with or without /private.',
    connectionDefaults.ApiEndpoint,
  ),
  CustomerUri: shown(
    'Name of the Sectigo account: the last part of the portal login address, https://hard.cert-manager.com/customer/{CustomerUri}, or that address. Not used with OAuth.',
    '',
  ),
  AuthType: shown(
    'How to log in: Password, Certificate or OAuth. Certificate does not work behind a proxy that inspects TLS.',
    connectionDefaults.AuthType,
  ),
  Username: shown(
    'Name of the API login; its role decides what the gateway may do. Not used with OAuth.',
    '',
  ),
  Password: secret('Password of the API login, if AuthType is Password; else ignored.'),
  ClientCertificate: {
    comments:
      'Certificate to log in with, if AuthType is Certificate; else ignored. PFX or PEM: the path of a file, the content in base64, or {"path" or "data", "key", "passphrase"}.',
    hidden: false,
    defaultValue: '',
    type: 'ClientCertificate',
  },
  PickupRetries: number(
    'How often to look for a certificate after it was ordered. One that has not come by then is picked up at the next synchronization.',
    connectionDefaults.PickupRetries,
  ),
  PickupDelay: number(
    'Seconds between two attempts. PickupRetries times PickupDelay is how long an enrollment can occupy the portal: a longer one may time out there.',
    connectionDefaults.PickupDelay,
  ),
  PageSize: number(
    'Records for one API call of a synchronization, at most 200.',
    connectionDefaults.PageSize,
  ),
  ExternalRequestorFieldName: shown(
    "Name of the enrollment field with the requester's e-mail address, for Sectigo's notifications. Without one the address of the API login is used.",
    '',
  ),
  SyncFilterProfileId: shown(
    'Ids of the profiles to synchronize, separated by commas. Empty for all certificates.',
    '',
  ),
  ForceCompleteSync: flag(
    'Update every record at a synchronization, not only those whose status has changed.',
    connectionDefaults.ForceCompleteSync,
  ),
  Enabled: flag(
    'Turn off to create the CA before its connection is known: nothing is checked for completeness then, and every operation is refused.',
    connectionDefaults.Enabled,
  ),
  ClientId: shown('Id of the API client, if AuthType is OAuth; else ignored.', ''),
  ClientSecret: secret('Secret of the API client, if AuthType is OAuth; else ignored.'),
  TokenUrl: shown("Address that gives OAuth tokens. Empty for Sectigo's own.", ''),
  SyncFilter: shown(
    'Further filters of the synchronization as JSON, by their names in the API: {"status": "Issued", "orgId": 1688}.',
    '',
  ),
} as const satisfies Readonly<Record<SettingName, PropertyAnnotation>>;

function shown(comments: string, defaultValue: string): PropertyAnnotation {
  return { comments, hidden: false, defaultValue, type: 'String' };
}

function secret(comments: string): PropertyAnnotation {
  return { comments, hidden: true, defaultValue: '', type: 'Secret' };
}

function number(comments: string, defaultValue: number): PropertyAnnotation {
  return { comments, hidden: false, defaultValue, type: 'Number' };
}

function flag(comments: string, defaultValue: boolean): PropertyAnnotation {
  return { comments, hidden: false, defaultValue, type: 'Boolean' };
}
