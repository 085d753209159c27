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
            'Fill in the replacementCharacter of each in bannedcharacters.json (letters, digits, "-" and "_") and run again. Nothing was written to either system.',
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
  }
}
