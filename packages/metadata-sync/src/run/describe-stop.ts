import { countNoun, endSentence, nearestName, plainText, quoted } from '@certbridge/plain-text';
import type { Profile, RunStop } from '../fields/field-plan.ts';
import type { RunProblem } from '../summary/run-summary.ts';

type StopOf<K extends RunStop['kind']> = Extract<RunStop, { readonly kind: K }>;

/** Says why a run stopped for the operator, and what to do before the next one. */
export function describeStop(stop: RunStop): RunProblem[] {
  switch (stop.kind) {
    case 'banned-characters': {
      const problem = toProblem(
        `Names of Sectigo custom fields contain characters that Keyfactor does not allow: ${stop.unfilled.map(quoted).join(', ')}.`,
        'Fill in the replacementCharacter of each in bannedcharacters.json (letters, digits, "-" and "_"; an empty text leaves the character out) and run again.',
      );
      return [{ ...problem, file: 'bannedcharacters.json' }];
    }
    case 'fields-unusable':
      return stop.problems.map(({ message, remedy }) => ({
        file: null,
        path: null,
        message: endSentence(message),
        remedy,
      }));
    default:
      return [describeSingle(stop)];
  }
}

function describeSingle(stop: Exclude<RunStop, StopOf<'banned-characters' | 'fields-unusable'>>): RunProblem {
  switch (stop.kind) {
    case 'metadata-fields-missing':
      return toProblem(
        `Keyfactor does not have the metadata ${stop.names.length === 1 ? 'field' : 'fields'} ${stop.names.map(quoted).join(', ')} yet.`,
        `Run sctokf once before kftosc: it creates ${stop.names.length === 1 ? 'it' : 'them'}.`,
      );
    case 'limit-exceeded':
      return toProblem(
        `${stop.lost} of ${countNoun(stop.values, 'value')} would be overwritten or cleared, more than ${stop.limitPercent} %.`,
        'Look at the plan; if that is what you want, run again with --force, or raise maxOverwritePercent.',
      );
    case 'inventory-shrunk':
      return toProblem(
        `${stop.inventory}: ${countNoun(stop.now, 'certificate')}, where the run before found ${stop.before}; that is more than ${stop.limitPercent} % fewer.`,
        'Check sslTypeIds, issuerDNLookupTerm and what the logins may see; if that many are gone, run again with --force, or raise maxShrinkPercent.',
      );
    case 'plan-outdated':
      return toProblem(
        'The plan was made for other systems or fields than the configuration and both systems have now.',
        'Make a new plan and look at it.',
      );
    case 'profiles-unknown':
      return toProblem(
        describeUnknownProfiles(stop),
        'List the ids of the profiles to sync in sslTypeIds and run again.',
      );
    case 'added-since-ahead':
      return toProblem(
        `keyfactorAddedSince is in the future (${stop.addedSince}), so no certificate can match.`,
        'Give a day that is past, or leave it out for all certificates.',
      );
    case 'issuer-unknown':
      return toProblem(
        describeIssuers(stop),
        stop.issuers.length === 0
          ? 'Check the permissions of the login, or bring the certificates in with certbridge import; --force goes on without them.'
          : "Set issuerDNLookupTerm to what the issuers of Sectigo's certificates have in common; --force goes on without a certificate.",
      );
    case 'nothing-matched': {
      const { sectigo, keyfactor, sslTypeIds, profiles } = stop;
      const has = profiles.length === 0 ? '' : ` Profiles that SCM has: ${describeProfiles(profiles)}.`;
      return toProblem(
        `Keyfactor has ${countNoun(keyfactor, 'certificate')} of the issuer, and ${keyfactor === 1 ? 'it is not' : 'none of them is'} among the ${sectigo} that SCM has in ${describeProfileIds(sslTypeIds)}.${has}`,
        'Check sslTypeIds, issuerDNLookupTerm and what the logins may see; if they have nothing in common yet, --force goes on.',
      );
    }
  }
}

function toProblem(message: string, remedy: string): RunProblem {
  return { file: null, path: null, message, remedy: `${remedy} Nothing was written to either system.` };
}

/** Says which profiles do not exist, what may be meant, and which there are. */
export function describeUnknownProfiles(
  { unknown, profiles, hasUnreadable }: Omit<StopOf<'profiles-unknown'>, 'kind'>,
  /** Ids that are listed together with the unknown ones, and so are not meant by them. */
  known: readonly number[] = [],
): string {
  const ids = profiles.filter(({ id }) => !known.includes(id)).map(({ id }) => String(id));
  const nearest = unknown.flatMap((id) => nearestName(String(id), ids) ?? []);
  const meant = profiles.filter(({ id }) => nearest.includes(String(id)));
  const offer = meant.length === 0 ? '' : ` Did you mean ${describeProfiles(meant)}?`;
  const readable = hasUnreadable ? ' that can be read' : '';
  const has = profiles.length === 0 ? '' : ` Profiles that SCM has: ${describeProfiles(profiles)}.`;
  return `SCM has no profile ${unknown.join(', ')} (sslTypeIds)${readable}.${offer}${has}`;
}

/** Names the profiles of the settings. */
export function describeProfileIds(sslTypeIds: readonly number[]): string {
  return `the ${sslTypeIds.length === 1 ? 'profile' : 'profiles'} ${sslTypeIds.join(', ')} (sslTypeIds)`;
}

const SHOWN_PROFILES = 50;

function describeProfiles(profiles: readonly Profile[]): string {
  const shown = profiles.slice(0, SHOWN_PROFILES).map(({ id, name }) => `${id} ${quoted(name)}`);
  const more = profiles.length > SHOWN_PROFILES ? [`and ${profiles.length - SHOWN_PROFILES} more`] : [];
  return [...shown, ...more].join(', ');
}

const SHOWN_ISSUERS = 20;
const LONGEST_NAME = 300;

/** Says that the term fits no issuer, and which issuers there are with how many certificates. */
export function describeIssuers({ term, sectigo, issuers, isCut }: StopOf<'issuer-unknown'>): string {
  if (issuers.length === 0)
    return `Keyfactor has no certificate that this login may see, while SCM has ${sectigo} in scope.`;
  const shown = issuers
    .slice(0, SHOWN_ISSUERS)
    .map(
      ({ issuerDn, certificates }) => `${plainText(issuerDn, { maxLength: LONGEST_NAME })} (${certificates})`,
    );
  const more =
    issuers.length > SHOWN_ISSUERS ? [`and ${countNoun(issuers.length - SHOWN_ISSUERS, 'other')}`] : [];
  const which = isCut ? 'Issuers of the first certificates there' : 'Issuers there';
  return (
    `No certificate in Keyfactor has an issuer that contains ${quoted(term)} (issuerDNLookupTerm), while SCM has ${sectigo} in scope. ` +
    `${which}, with their certificates: ${[...shown, ...more].join('; ')}.`
  );
}
