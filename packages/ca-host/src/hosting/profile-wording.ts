import type { ParameterWording } from '@certbridge/ca-plugin';

const place = 'in the settings of the profile';

/** Messages speak of the parameters of a product as settings of its profile, which the requester can't change. */
export const profileWording: ParameterWording = {
  source: (name) => `${name} ${place}`,
  places: (names) => `${names.join(' or ')} ${place}`,
  set: (name, value) => `set ${name}${value === undefined ? '' : ` to ${value}`} ${place}`,
  fillIn: (names) => `give ${names.length === 1 ? 'it a value' : 'them values'} ${place}`,
  field: (name) => `"${name}" ${place}`,
};
