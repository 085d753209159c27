import { listIn, valueIn } from './value-in.ts';

/** A value of the configuration that does not fit another one. */
export interface CaNameProblem {
  /** Where in the document, such as `cas[1].name`. */
  readonly path: string;
  readonly message: string;
  readonly remedy: string;
}

/**
 * Lists CAs that share a name, and references to a CA that doesn't exist. The values may have any other mistake, too: all problems
 * of a configuration are reported at once.
 */
export function checkCaNames(config: unknown): CaNameProblem[] {
  const names = listIn(config, 'cas').map((ca) => valueIn(ca, 'name'));
  const repeated = names.flatMap((name, index) =>
    name === undefined || names.indexOf(name) === index ? [] : [`cas[${index}].name`],
  );
  const rules = listIn(config, 'access', 'rules');
  const named = [
    { path: 'est.ca', name: valueIn(config, 'est', 'ca') },
    ...rules.flatMap((rule, index) =>
      listIn(rule, 'cas').map((name, at) => ({ path: `access.rules[${index}].cas[${at}]`, name })),
    ),
  ];
  const unknown = named.filter(({ name }) => typeof name === 'string' && !names.includes(name));
  return [
    ...repeated.map((path) => ({
      path,
      message: 'another CA has this name',
      remedy: 'Give each CA a name of its own.',
    })),
    ...unknown.map(({ path }) => ({
      path,
      message: 'there is no CA of this name',
      remedy: 'Write the name of one of those in cas.',
    })),
  ];
}
