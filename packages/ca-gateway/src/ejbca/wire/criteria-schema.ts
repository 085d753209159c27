import * as v from 'valibot';
import { objectOf, withoutControls } from './body-parts.ts';

/** More than any name, and little enough to look for in much text. */
const LONGEST_VALUE = 1000;
const MOST_CRITERIA = 500;

/** Criteria of any search, as they are sent. Missing ones get the message of empty ones. */
export const CriteriaSchema = v.nullish(
  v.pipe(
    v.array(
      objectOf({
        property: v.string(),
        value: v.pipe(
          v.string(),
          v.maxLength(LONGEST_VALUE, `must not be longer than ${LONGEST_VALUE} characters.`),
          withoutControls,
        ),
        operation: v.string(),
      }),
    ),
    v.maxLength(MOST_CRITERIA, `must not have more than ${MOST_CRITERIA} entries.`),
  ),
  [],
);
