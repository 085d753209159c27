import * as v from 'valibot';

/** Refuses what no name holds: databases, logs and SCM take control characters and halves of characters each in a way of its own. */
export const withoutControls = v.regex<string, string>(
  /^[^\p{Cc}\p{Cs}]*$/u,
  'must not hold control characters.',
);

/** An object and no list, which the schema library takes for one. */
export function objectOf<Entries extends v.ObjectEntries>(entries: Entries) {
  return v.pipe(
    v.custom<v.InferInput<v.ObjectSchema<Entries, undefined>>>((value) => !Array.isArray(value)),
    v.object(entries),
  );
}

/** Text that must be there, and not be empty. */
export const NameSchema = v.pipe(v.string(), v.nonEmpty('must not be empty.'), withoutControls);

/** Text that may be missing or null. */
export const OptionalTextSchema = v.nullish(v.string());

/** Values by name that are not used. */
export const OptionalNameValuesSchema = v.nullish(
  v.array(objectOf({ name: OptionalTextSchema, value: OptionalTextSchema })),
);

/** A boolean, or one as text: the Ansible role and the Java CLI send "false". False by default. */
export const LenientBooleanSchema = v.pipe(
  v.nullish(
    v.union([v.boolean(), v.pipe(v.string(), v.toLowerCase(), v.picklist(['true', 'false']))]),
    false,
  ),
  v.transform((value) => value === true || value === 'true'),
);

/** A whole number of 32 bits. */
export const IntegerSchema = v.pipe(
  v.number(),
  v.integer('must be a whole number.'),
  v.minValue(-2_147_483_648, 'is too small.'),
  v.maxValue(2_147_483_647, 'is too large.'),
);

/** Text that may be missing or null, and is kept. */
export const KeptTextSchema = v.nullish(v.pipe(v.string(), bounded(4000), withoutControls));

/** User names: as long as in EJBCA. */
export const UserNameSchema = v.pipe(v.string(), bounded(250), withoutControls);

/** Bounds a text that is kept, and looked through later. */
export function bounded(length: number) {
  return v.maxLength<string, number, string>(length, `must not be longer than ${length} characters.`);
}
