import { quoted } from '@certbridge/plain-text';
import type { Profile } from '../fields/field-plan.ts';

const SHOWN = 50;

/** Lists profiles by id and name; of very many the first ones. */
export function describeProfiles(profiles: readonly Profile[]): string {
  const shown = profiles.slice(0, SHOWN).map(({ id, name }) => `${id} ${quoted(name)}`);
  const more = profiles.length > SHOWN ? [`and ${profiles.length - SHOWN} more`] : [];
  return [...shown, ...more].join(', ');
}
