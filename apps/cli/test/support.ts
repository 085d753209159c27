import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { createKeyfactorClient, type KeyfactorClient } from '@certbridge/keyfactor-client';
import type { Sandbox } from '@certbridge/sandbox';
import { Ajv2020 } from 'ajv/dist/2020.js';
import formats from 'ajv-formats';
import { expect } from 'vitest';

const ajv = new Ajv2020({ strict: false });
formats.default(ajv);

async function compile(name: string) {
  const file = fileURLToPath(import.meta.resolve(`@certbridge/metadata-sync/${name}`));
  return ajv.compile(JSON.parse(await readFile(file, 'utf8')));
}

const isSummary = await compile('run-summary.schema.json');
const isImportSummary = await compile('import-summary.schema.json');

/** Fails unless a text is one JSON document as the published schema has it. */
export function expectSummary(stdout: string): void {
  isSummary(JSON.parse(stdout));
  expect(isSummary.errors).toBeNull();
}

/** Fails unless a text is one JSON document as the published schema of imports has it. */
export function expectImportSummary(stdout: string): void {
  isImportSummary(JSON.parse(stdout));
  expect(isImportSummary.errors).toBeNull();
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
