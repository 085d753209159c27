import * as v from 'valibot';
import type { ConfigurationProblem } from './document.ts';
import { joinPath } from './known-keys.ts';

/** What each key of an object must hold, and what to do where it does not. */
export type Rules = Readonly<Record<string, { readonly schema: v.GenericSchema; readonly remedy: string }>>;

/** The values of an object that follows its rules. */
export type Checked<R extends Rules> = { [K in keyof R]: v.InferOutput<R[K]['schema']> };

/** The outcome of checking an object against its rules. */
export interface RuleCheck<R extends Rules> {
  /** All values; absent where one fails. */
  readonly value?: Checked<R>;
  /** The values that follow their rules, for further checks. */
  readonly sound: Partial<Checked<R>>;
  /** Keys whose value fails. */
  readonly failed: ReadonlySet<string>;
  readonly problems: readonly ConfigurationProblem[];
}

/** Checks every value against its rule and reports all that fail, each with the rule's remedy. */
export function checkRules<R extends Rules>(
  rules: R,
  values: Record<string, unknown>,
  place: { readonly file: string; readonly path: string },
): RuleCheck<R> {
  const problems: ConfigurationProblem[] = [];
  const outputs: Record<string, unknown> = {};
  const failed = new Set<string>();
  for (const [key, { schema, remedy }] of Object.entries(rules)) {
    const result = v.safeParse(schema, values[key]);
    if (result.success) {
      outputs[key] = result.output;
      continue;
    }
    failed.add(key);
    for (const issue of result.issues) {
      const inside = (issue.path ?? []).map((item) => item.key as string | number);
      const path = inside.reduce<string>(joinPath, joinPath(place.path, key));
      const message = values[key] === undefined ? 'is missing' : issue.message;
      problems.push({ file: place.file, path, message, remedy });
    }
  }
  const sound = outputs as Partial<Checked<R>>;
  return { ...(failed.size === 0 ? { value: outputs as Checked<R> } : {}), sound, failed, problems };
}

/** Leaves out what is null or an empty text: stock files carry every key, unused ones empty. */
export function withoutEmpty(values: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(values).filter(([, value]) => value !== null && value !== undefined && value !== ''),
  );
}
