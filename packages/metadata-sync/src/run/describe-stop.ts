import type { RunStop } from '../fields/field-plan.ts';
import type { RunProblem } from '../summary/run-summary.ts';

/** Says why a run stopped for the operator, and what to do before the next one. */
export function describeStop(stop: RunStop): RunProblem[] {
  switch (stop.kind) {
    case 'banned-characters': {
      const characters = stop.unfilled.map((character) => JSON.stringify(character)).join(', ');
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
      const names = stop.names.map((name) => `"${name}"`).join(', ');
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
  }
}

function problem(message: string, remedy: string): RunProblem {
  return { file: null, path: null, message, remedy };
}
