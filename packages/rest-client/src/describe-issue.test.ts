import * as v from 'valibot';
import { expect, test } from 'vitest';
import { describeIssue } from './describe-issue.ts';
import { parsedObject } from './parsed-object.ts';
import { exactNumberSchema, idSchema } from './tolerant.ts';

const row = parsedObject({
  id: idSchema,
  name: v.optional(v.string()),
  size: v.optional(exactNumberSchema),
  owner: v.optional(parsedObject({ mail: v.string() })),
});
const schema = v.array(row);

function issueOf(document: unknown): v.BaseIssue<unknown> {
  const issue = v.safeParse(schema, document).issues?.[0];
  if (issue === undefined) throw new Error('The document is good.');
  return issue;
}

test.each([
  [[{}], '0.id is missing', 'id is missing'],
  [[{ id: 1, owner: {} }], '0.owner.mail is missing', 'owner.mail is missing'],
  [[{ id: '7' }], 'expected number at 0.id', 'expected number at id'],
  [[{ id: 1.5 }], 'expected safe integer at 0.id', 'expected safe integer at id'],
  [[{ id: 0 }], 'expected at least 1 at 0.id', 'expected at least 1 at id'],
  [[{ id: 1, name: { id: '"id"' } }], 'expected string at 0.name', 'expected string at name'],
  [[{ id: 1, size: 2 ** 60 }], 'expected a usable value at 0.size', 'expected a usable value at size'],
  [['text'], 'expected an object at 0', 'expected an object'],
  [{}, 'expected an array as the document', 'expected an array'],
])('%j is reported as the fault that it has', (document, inDocument, inRow) => {
  const issue = issueOf(document);
  expect(describeIssue(issue)).toBe(inDocument);
  expect(describeIssue(issue, { isRow: true })).toBe(inRow);
});
