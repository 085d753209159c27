import { quoted } from '@certbridge/plain-text';
import type { RunStop } from '../fields/field-plan.ts';
import { describeUnknown } from '../scope/check-profiles.ts';
import { describeIssuers, type IssuerUnknown } from '../scope/describe-issuers.ts';
import { describeProfiles } from '../scope/describe-profiles.ts';
import type { RunProblem } from '../summary/run-summary.ts';

/** Says why a run stopped for the operator, and what to do before the next one. */
export function describeStop(stop: RunStop): RunProblem[] {
  switch (stop.kind) {
    case 'banned-characters': {
      const characters = stop.unfilled.map((character) => quoted(character)).join(', ');
      return [
        {
          file: 'bannedcharacters.json',
          path: null,
          message: `Names of Sectigo custom fields contain characters that Keyfactor does not allow: ${characters}.`,
          remedy:
            'Fill in the replacementCharacter of each in bannedcharacters.json (letters, digits, "-" and "_"; an empty text leaves the character out) and run again. Nothing was written to either system.',
        },
      ];
    }
    case 'metadata-fields-missing': {
      const names = stop.names.map(quoted).join(', ');
      return [
        {
          file: null,
          path: null,
          message: `Keyfactor does not have the metadata fields ${names} yet.`,
          remedy: 'Run sctokf once before kftosc: it creates them. Nothing was written to either system.',
        },
      ];
    }
    case 'fields-unusable':
      return stop.problems.map(({ message, remedy }) => ({
        file: null,
        path: null,
        message: `${message}.`,
        remedy,
      }));
    case 'limit-exceeded':
      return [
        problem(
          `${stop.lost} of ${stop.values} values would be overwritten or cleared, more than ${stop.limitPercent} %.`,
          'Look at the plan; if that is what you want, run again with --force, or raise maxOverwritePercent. Nothing was written to either system.',
        ),
      ];
    case 'inventory-shrunk':
      return [
        problem(
          `${stop.inventory}: ${stop.now} certificates, where the run before found ${stop.before}; that is more than ${stop.limitPercent} % fewer.`,
          'Check sslTypeIds, issuerDNLookupTerm and what the logins may see; if that many are gone, run again with --force, or raise maxShrinkPercent. Nothing was written to either system.',
        ),
      ];
    case 'plan-outdated':
      return [
        problem(
          'The plan was made for other systems or fields than the configuration and both systems have now.',
          'Make a new plan and look at it. Nothing was written to either system.',
        ),
      ];
    case 'profiles-unknown':
      return [
        problem(
          describeUnknown(stop.unknown, stop.profiles),
          `List the ids of the profiles to sync in sslTypeIds and run again. ${NOTHING_WRITTEN}`,
        ),
      ];
    case 'added-since-ahead':
      return [
        problem(
          `keyfactorAddedSince is in the future (${stop.addedSince}), so no certificate can match.`,
          `Give a day that is past, or leave it out for all certificates. ${NOTHING_WRITTEN}`,
        ),
      ];
    case 'issuer-unknown':
      return [describeUnknownIssuer(stop)];
    case 'nothing-matched':
      return [describeUnmatched(stop)];
  }
}

const NOTHING_WRITTEN = 'Nothing was written to either system.';

function describeUnknownIssuer(stop: IssuerUnknown): RunProblem {
  const remedy =
    stop.issuers.length === 0
      ? 'Check the permissions of the login, or bring the certificates in with certbridge import; --force goes on without them.'
      : "Set issuerDNLookupTerm to what the issuers of Sectigo's certificates have in common; --force goes on without a certificate.";
  return problem(describeIssuers(stop), `${remedy} ${NOTHING_WRITTEN}`);
}

function describeUnmatched({
  sectigo,
  keyfactor,
  sslTypeIds,
  profiles,
}: RunStop & { kind: 'nothing-matched' }) {
  const has = profiles.length === 0 ? '' : ` Profiles that SCM has: ${describeProfiles(profiles)}.`;
  return problem(
    `Keyfactor has ${keyfactor} certificates of the issuer, and none of them is among the ${sectigo} that SCM has in the profiles ${sslTypeIds.join(', ')} (sslTypeIds).${has}`,
    `Check sslTypeIds, issuerDNLookupTerm and what the logins may see; if they have nothing in common yet, --force goes on. ${NOTHING_WRITTEN}`,
  );
}

function problem(message: string, remedy: string): RunProblem {
  return { file: null, path: null, message, remedy };
}
