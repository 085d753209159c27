/**
 * How messages speak of the parameters of a product, so that those who read them know where to set one: in a template of the
 * gateway, or in an option of a command line.
 */
export interface ParameterWording {
  /** The source of a value: "Organization of the template". */
  readonly source: (name: string) => string;
  /** Where to correct values, after "correct": "Organization or Department in the template". */
  readonly places: (names: readonly string[]) => string;
  /** What to do, in the middle of a sentence: "set MultiDomain to true in the template". */
  readonly set: (name: string, value?: string) => string;
  /** What to do where fields are missing: "add an enrollment field of exactly this name to the template and fill it in". */
  readonly fillIn: (names: readonly string[]) => string;
  /** A field that was filled in badly, at the beginning of a sentence: 'The enrollment field "Requester"'. */
  readonly field: (name: string) => string;
}

/** In the gateway, parameters are settings of a template, and enrollment fields. */
export const templateWording: ParameterWording = {
  source: (name) => `${name} of the template`,
  places: (names) => `${names.join(' or ')} in the template`,
  set: (name, value) => `set ${name}${value === undefined ? '' : ` to ${value}`} in the template`,
  fillIn: () => 'add an enrollment field of exactly this name to the template and fill it in',
  field: (name) => `The enrollment field "${name}"`,
};

/** Begins a sentence. */
export function sentence(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
