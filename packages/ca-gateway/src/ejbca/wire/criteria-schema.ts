import * as v from 'valibot';

/** Criteria of any search, as they are sent. Missing ones are told as empty ones are. */
export const CriteriaSchema = v.nullish(
  v.array(v.object({ property: v.string(), value: v.string(), operation: v.string() })),
  [],
);
