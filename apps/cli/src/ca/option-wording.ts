import type { ParameterWording } from '@certbridge/ca-plugin';

/** On the command line, parameters of a product are given by `--set`. */
export const optionWording: ParameterWording = {
  source: (name) => renderOption(name),
  places: (names) => names.map((name) => renderOption(name)).join(' or '),
  set: (name, value) => `give ${renderOption(name, value)}`,
  fillIn: (names) => `give ${names.map((name) => renderOption(name)).join(' ')}`,
  field: (name) => renderOption(name),
};

function renderOption(name: string, value = '…'): string {
  const assignment = `${name}=${value}`;
  return /\s/.test(assignment) ? `--set "${assignment}"` : `--set ${assignment}`;
}
