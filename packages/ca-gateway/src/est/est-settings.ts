import * as v from 'valibot';

const name = (what: string) =>
  v.pipe(v.string(`Write ${what} as text.`), v.nonEmpty(`Write ${what}; it is empty.`));

/** What EST serves where a request leaves it open, as plain data. */
export const EstSettingsSchema = v.strictObject({
  /** The CA whose profiles are labels; without it all are. */
  ca: v.optional(name('the name of the CA')),
  /** The profile to enroll for without a label; without it a label is needed. */
  profile: v.optional(name('the name of the profile')),
});

/** What EST serves where a request leaves it open. */
export type EstSettings = v.InferOutput<typeof EstSettingsSchema>;
