import type { CertificateIndex, HostedCa, ShownPages } from '@certbridge/ca-host';
import { offerAwait } from '@certbridge/plain-text';
import { checkArgument, required, type Shape } from '@certbridge/rest-client';
import type { Access } from '../access/create-access.ts';
import type { EndEntityStore } from '../ejbca/end-entities/end-entity-store.ts';
import type { GatewayOptions } from '../gateway-options.ts';
import type { GatewaySettings } from '../gateway-settings.ts';
import { checkFunctions, checkText, checkWhole, invalidArgument } from './check-values.ts';

const of = 'createGateway';

const gatewayOptions = required('option', {
  host: 'implemented',
  access: 'implemented',
  est: { ca: 'text?', profile: 'text?' },
  settings: {
    waitMs: 'number?',
    retryAfterSeconds: 'number?',
    pageLimit: 'number?',
    bodyLimit: 'number?',
  },
  endEntities: 'implemented?',
  shownPages: 'implemented?',
  draining: 'signal?',
  audit: 'function?',
} satisfies Shape<GatewayOptions>);

const caFunctions = ['order', 'revoke', 'profiles', 'chainOf', 'isReady', 'state'] as const satisfies Exclude<
  keyof HostedCa,
  'name'
>[];
const indexFunctions = [
  'search',
  'count',
  'find',
  'issuersOf',
  'productsOf',
] as const satisfies (keyof CertificateIndex)[];
const accessFunctions = [
  'authenticate',
  'readCredentials',
  'noteFailure',
  'admit',
] as const satisfies (keyof Access)[];
const storeFunctions = [
  'add',
  'find',
  'replace',
  'remove',
  'list',
] as const satisfies (keyof EndEntityStore)[];
const pageFunctions = ['showsOf', 'change'] as const satisfies (keyof ShownPages)[];

/** The longest time that a timer can wait; a longer one would fire at once. */
const longestTimerMs = 2_147_483_647;

/** What each setting may be. */
const limits: Readonly<Record<keyof GatewaySettings, { readonly least: number; readonly most?: number }>> = {
  waitMs: { least: 0, most: longestTimerMs },
  retryAfterSeconds: { least: 0 },
  pageLimit: { least: 1 },
  bodyLimit: { least: 1 },
};

/** Throws an `ApiError` 'invalid-argument' that names the option which is missing, unknown or of another kind. */
export function checkGatewayOptions(options: GatewayOptions): void {
  checkArgument(options, gatewayOptions, { of, name: `The argument of ${of}` });
  const option = (name: string) => `The option ${name} of ${of}`;
  const { host, access, endEntities, shownPages, settings = {} } = options;
  if (!Array.isArray(host.cas)) {
    throw invalidArgument(`${option('host.cas')} must be a list.${offerAwait(host.cas)}${offerAwait(host)}`);
  }
  for (const [index, ca] of host.cas.entries()) {
    checkFunctions(ca, option(`host.cas.${index}`), caFunctions);
    checkText(ca.name, option(`host.cas.${index}.name`));
  }
  checkFunctions(host.certificates, option('host.certificates'), indexFunctions);
  checkFunctions(access, option('access'), accessFunctions);
  if (endEntities !== undefined) checkFunctions(endEntities, option('endEntities'), storeFunctions);
  if (shownPages !== undefined) checkFunctions(shownPages, option('shownPages'), pageFunctions);
  for (const name of Object.keys(limits) as (keyof GatewaySettings)[]) {
    const { [name]: value } = settings;
    if (value !== undefined) checkWhole(value, option(`settings.${name}`), limits[name]);
  }
}
