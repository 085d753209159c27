import * as v from 'valibot';
import type { EntriesFor } from '../entries-for.ts';
import type { EstSettings } from './est-settings.ts';

const name = (what: string) =>
  v.pipe(v.string(`Write ${what} as text.`), v.nonEmpty(`Write ${what}; it is empty.`));

/** Checks what EST serves where a request leaves it open, as plain data. */
export const EstSettingsSchema: v.GenericSchema<EstSettings> = v.strictObject({
  ca: v.optional(name('the name of the CA')),
  profile: v.optional(name('the name of the profile')),
} satisfies EntriesFor<EstSettings>);
