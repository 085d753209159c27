import path from 'node:path';
import type { Sandbox } from '@certbridge/sandbox';
import { ConfigurationError } from '../configuration-error.ts';
import { createFolder } from '../files/create-folder.ts';
import { errorCode } from '../files/error-code.ts';
import { readJsonFileIfPresent } from '../files/json-file.ts';
import { requireWritable } from '../files/require-writable.ts';
import { writeTextFile } from '../files/text-file.ts';

const mark = 'Written by certbridge sandbox.';
const authorityFile = 'sandbox-ca.pem';
const fileNames = ['config.json', 'fields.json', 'ca.json'] as const;

/**
 * Creates the folder if it is missing, and makes sure that its files can be written.
 *
 * Throws {@link ConfigurationError} if they can't, and, unless forced, where the configuration was not written by this
 * action, so that no configuration of a user's own is lost.
 */
export async function prepareConfigurationFolder(
  folder: string,
  { force }: { force: boolean },
): Promise<void> {
  if (!force) await refuseForeignConfiguration(folder);
  await createFolder(folder).catch((error: unknown) => {
    const message = `the folder can't be created (${errorCode(error)})`;
    throw new ConfigurationError([
      { file: folder, message, remedy: 'Name another one with --write-config.' },
    ]);
  });
  for (const name of [...fileNames, authorityFile]) {
    await requireWritable(path.join(folder, name), '--write-config');
  }
}

async function refuseForeignConfiguration(folder: string): Promise<void> {
  for (const name of fileNames) {
    const file = path.join(folder, name);
    const document = await readJsonFileIfPresent(file);
    if (document === undefined || isOurs(document.value)) continue;
    throw new ConfigurationError([
      {
        file,
        message: 'this file was not written by certbridge sandbox, and is not overwritten',
        remedy: 'Name another folder, or add --force.',
      },
    ]);
  }
}

/** Writes a configuration that works with a sandbox. `bannedcharacters.json` is left to the first run. */
export async function writeConfiguration(folder: string, sandbox: Sandbox): Promise<void> {
  if (sandbox.tls !== undefined) {
    await writeTextFile(path.join(folder, authorityFile), { text: sandbox.tls.ca, encoding: 'utf-8' });
  }
  await writeJson(path.join(folder, 'config.json'), renderConfig(sandbox));
  await writeJson(path.join(folder, 'fields.json'), renderFields());
  await writeJson(path.join(folder, 'ca.json'), renderConnection(sandbox));
}

function isOurs(value: unknown): boolean {
  return typeof value === 'object' && value !== null && '_comments' in value && value._comments === mark;
}

function writeJson(file: string, value: unknown): Promise<void> {
  // It holds passwords, if only those of the sandbox.
  return writeTextFile(file, { text: `${JSON.stringify(value, null, 2)}\n`, encoding: 'utf-8', mode: 0o600 });
}

function renderConfig({ scm, command, tls }: Sandbox): unknown {
  return {
    _comments: mark,
    config: {
      sectigoLogin: scm.login,
      sectigoPassword: scm.password,
      sectigoCustomerUri: scm.customerUri,
      sectigoAPIUrl: scm.url,
      keyfactorLogin: command.username,
      keyfactorPassword: command.password,
      keyfactorAPIUrl: command.url,
      keyfactorDateFormat: 'M/d/yyyy h:mm:ss tt',
      importAllCustomFields: 'true',
      syncRevokedAndExpiredCerts: 'false',
      issuerDNLookupTerm: 'Sectigo',
      enableDisabledFieldSync: 'false',
      sslTypeIds: scm.sslTypeIds,
      sectigoPageSize: 200,
      keyfactorPageSize: 1000,
      ...(tls === undefined ? {} : { caCertificateFile: authorityFile }),
    },
  };
}

function renderConnection({ scm, tls }: Sandbox): unknown {
  return {
    _comments: mark,
    ApiEndpoint: scm.url,
    CustomerUri: scm.customerUri,
    AuthType: 'Password',
    Username: scm.login,
    Password: scm.password,
    PickupRetries: 5,
    PickupDelay: 1,
    PageSize: 200,
    ForceCompleteSync: false,
    Enabled: true,
    ...(tls === undefined ? {} : { caCertificateFile: authorityFile }),
  };
}

function renderFields(): unknown {
  return {
    _comments: mark,
    ManualFields: [
      manualField('id', {
        name: 'SectigoId',
        dataType: 2,
        order: 11,
        description: 'Id of the certificate in Sectigo',
      }),
      manualField('orderNumber', {
        name: 'SectigoOrder',
        dataType: 2,
        order: 12,
        description: 'Order number in Sectigo',
      }),
      manualField('expires', {
        name: 'SectigoExpires',
        dataType: 3,
        order: 13,
        description: 'Expiry date in Sectigo',
      }),
      manualField('certificateDetails.issuer', {
        name: 'SectigoIssuer',
        dataType: 1,
        order: 14,
        description: 'Issuer as Sectigo names it',
      }),
    ],
    CustomFields: [],
  };
}

function manualField(
  sectigoFieldName: string,
  {
    name,
    dataType,
    order,
    description,
  }: { name: string; dataType: number; order: number; description: string },
): unknown {
  return {
    sectigoFieldName,
    keyfactorMetadataFieldName: name,
    keyfactorDescription: description,
    keyfactorDataType: dataType,
    keyfactorHint: '',
    keyfactorValidation: null,
    keyfactorEnrollment: 0,
    keyfactorMessage: null,
    keyfactorOptions: null,
    keyfactorDefaultValue: null,
    keyfactorDisplayOrder: order,
    keyfactorCaseSensitive: false,
  };
}
