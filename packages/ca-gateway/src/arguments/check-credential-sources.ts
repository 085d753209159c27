import type { CertificateIndex } from '@certbridge/ca-host';
import { type ArgumentPlace, checkArgument, required, type Shape } from '@certbridge/rest-client';
import * as v from 'valibot';
import type {
  AccessLimitsInput,
  AccessRuleInput,
  AccessSettings,
  AccessSettingsInput,
  ProxySettings,
  TokenIssuer,
} from '../access/access-settings.ts';
import { AccessSettingsSchema } from '../access/access-settings-schema.ts';
import { readClientAuthorities } from '../access/client-authorities.ts';
import type { CredentialSources } from '../access/read-credentials.ts';
import { checkFunctions, checkTexts, invalidArgument } from './check-values.ts';
import { leaveAlone } from './kind-of.ts';

const of = 'createAccess';

const limits = {
  requestsPerMinute: 'number?',
  failuresPerMinute: 'number?',
} as const satisfies Shape<AccessLimitsInput>;

const proxy = { header: 'text', addresses: 'list' } as const satisfies Shape<ProxySettings>;

const settingsShape = {
  tokens: 'list?',
  rules: 'list',
  proxy,
  limits,
} as const satisfies Shape<AccessSettingsInput>;

const sourcesArgument = required('option', {
  settings: settingsShape,
  clientAuthorities: 'function',
  certificates: 'implemented',
} satisfies Shape<CredentialSources>);

const tokenIssuer = required('property', {
  issuer: 'text',
  audience: 'any',
  jwksUrl: 'text',
} satisfies Shape<TokenIssuer>);

const rule = required('property', {
  name: 'text',
  certificate: { issuer: 'text', subject: 'text?', serialNumber: 'text?' },
  token: { issuer: 'text', claim: 'text?', value: 'text' },
  password: { user: 'text', password: 'text' },
  roles: 'list',
  cas: 'list?',
  profiles: 'list?',
} satisfies Shape<AccessRuleInput>);

/**
 * Returns the settings of sources, checked and with their defaults. Throws an `ApiError` 'invalid-argument' that names what is
 * missing, unknown or can't be used.
 */
export function checkCredentialSources(sources: CredentialSources): AccessSettings {
  checkArgument(sources, sourcesArgument, { of, name: `The argument of ${of}` });
  const { settings, certificates } = sources;
  if (settings === undefined) throw invalidArgument(`The option settings of ${of} is missing.`);
  checkFunctions(certificates, `The option certificates of ${of}`, [
    'find',
  ] satisfies (keyof CertificateIndex)[]);
  const place = (path: string): ArgumentPlace => ({ of: path, name: `The option ${path} of ${of}` });
  for (const [index, each] of (settings.tokens ?? []).entries()) {
    checkArgument(each, tokenIssuer, place(`settings.tokens.${index}`));
  }
  for (const [index, each] of settings.rules.entries()) {
    checkArgument(each, rule, place(`settings.rules.${index}`));
  }
  checkAuthorities(sources);
  const { success, output, issues } = v.safeParse(AccessSettingsSchema, settings);
  if (success) return output;
  const [issue] = issues;
  throw invalidArgument(
    `The option settings.${v.getDotPath(issue)} of ${of} can't be used. ${issue.message}`,
  );
}

/** As they are now. Later ones are read at their use, when only clients can be refused. */
function checkAuthorities({ clientAuthorities }: CredentialSources): void {
  const texts = clientAuthorities();
  leaveAlone(texts);
  checkTexts(texts, `What the option clientAuthorities of ${of} returns`);
  const [first] = readClientAuthorities(texts).unreadable;
  if (first === undefined) return;
  const { place, problem, remedy } = first;
  throw invalidArgument(
    `The option clientAuthorities of ${of} returns what can't be used: ${place} ${problem}. ${remedy}`,
  );
}
