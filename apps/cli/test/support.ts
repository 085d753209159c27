import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { createKeyfactorClient, type KeyfactorClient } from '@certbridge/keyfactor-client';
import type { Sandbox } from '@certbridge/sandbox';
import { Ajv2020 } from 'ajv/dist/2020.js';
import formats from 'ajv-formats';
import { expect } from 'vitest';

const schemaFile = fileURLToPath(import.meta.resolve('@certbridge/metadata-sync/run-summary.schema.json'));
const schema = JSON.parse(await readFile(schemaFile, 'utf8'));
const ajv = new Ajv2020({ strict: false });
formats.default(ajv);
const isSummary = ajv.compile(schema);

/** Fails unless a text is one JSON document as the published schema has it. */
export function expectSummary(stdout: string): void {
  isSummary(JSON.parse(stdout));
  expect(isSummary.errors).toBeNull();
}

/** Does something in Command as somebody else would. */
export async function inCommand<T>(
  sandbox: Sandbox,
  work: (client: KeyfactorClient) => Promise<T>,
): Promise<T> {
  const { url, username, password } = sandbox.command;
  const client = createKeyfactorClient({ baseUrl: url, auth: { type: 'basic', username, password } });
  try {
    return await work(client);
  } finally {
    await client.close();
  }
}
