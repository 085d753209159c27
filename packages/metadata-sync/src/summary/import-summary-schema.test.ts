import { toJsonSchema } from '@valibot/to-json-schema';
import { expect, test } from 'vitest';
import { ImportSummarySchema } from './import-summary-schema.ts';

// The published schema is a file so that other languages can use it; `vitest -u` writes it anew after a change.
test('the published JSON Schema is that of the summary', async () => {
  const { $schema, ...schema } = toJsonSchema(ImportSummarySchema, { target: 'draft-2020-12' });
  const document = { $schema, title: 'Summary of a certbridge import (--json)', ...schema };
  await expect(`${JSON.stringify(document, null, 2)}\n`).toMatchFileSnapshot(
    '../../schema/import-summary.schema.json',
  );
});
