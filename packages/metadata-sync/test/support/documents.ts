import type { SettingsDocuments } from '../../src/settings/read-settings.ts';

/** A complete, valid `config.json` as its root key holds it. */
export const validConfig = {
  sectigoLogin: 'api-admin',
  sectigoPassword: 'p4ss',
  sectigoCustomerUri: 'example',
  sectigoAPIUrl: 'https://cert-manager.com',
  keyfactorLogin: 'CORP\\svc',
  keyfactorPassword: 'p4ss',
  keyfactorAPIUrl: 'https://keyfactor.example.com/KeyfactorAPI',
  keyfactorDateFormat: 'M/d/yyyy h:mm:ss tt',
  importAllCustomFields: 'true',
  syncRevokedAndExpiredCerts: 'false',
  issuerDNLookupTerm: 'Sectigo',
  enableDisabledFieldSync: 'false',
  sslTypeIds: [1001, 1002],
  sectigoPageSize: 25,
  keyfactorPageSize: 100,
};

/** An entry of `fields.json` with every key of the original. */
export const validEntry = {
  sectigoFieldName: 'certificateDetails.issuer',
  keyfactorMetadataFieldName: 'Sectigo-Issuer',
  keyfactorDescription: 'Issuer',
  keyfactorDataType: 1,
  keyfactorHint: '',
  keyfactorValidation: null,
  keyfactorEnrollment: 0,
  keyfactorMessage: null,
  keyfactorOptions: null,
  keyfactorDefaultValue: null,
  keyfactorDisplayOrder: 0,
  keyfactorCaseSensitive: false,
};

export interface DocumentParts {
  readonly config?: Record<string, unknown> | undefined;
  readonly fields?: unknown;
  readonly banned?: unknown;
  readonly overrides?: Record<string, unknown> | undefined;
}

/** Documents as the files would give them, with parts replaced. */
export function documentsWith({
  config = {},
  fields,
  banned,
  overrides,
}: DocumentParts = {}): SettingsDocuments {
  return {
    config: { file: 'config/config.json', value: { config: { ...validConfig, ...config } } },
    fields: {
      file: 'config/fields.json',
      value: fields ?? { ManualFields: [validEntry], CustomFields: [] },
    },
    ...(banned === undefined
      ? {}
      : { bannedCharacters: { file: 'config/bannedcharacters.json', value: banned } }),
    ...(overrides ? { overrides } : {}),
  };
}
