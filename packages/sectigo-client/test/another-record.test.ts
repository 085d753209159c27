import { expect, test } from 'vitest';
import type { SectigoClient } from '../src/index.ts';
import { responding } from './responding.ts';

const field = {
  name: 'Team',
  certType: 'ssl',
  state: 'ACTIVE',
  input: { type: 'TEXT_SINGLE_LINE', options: [] },
  mandatories: [],
} as const;

const record = {
  id: 2,
  sslId: 2,
  status: 'Issued',
  email: 'jo@corp.example',
  firstName: 'Jo',
  lastName: 'Doe',
  ...field,
};

test.each<[string, (client: SectigoClient) => Promise<unknown>]>([
  ['certificate', (client) => client.certificates.update(1, { comments: 'x' })],
  ['custom field', (client) => client.customFields.get(1)],
  ['custom field', (client) => client.customFields.update({ id: 1, ...field })],
  ['organization', (client) => client.organizations.get(1)],
  ['person', (client) => client.persons.get(1)],
])('a response with the record of another %s is refused', async (what, call) => {
  await expect(call(responding(() => Response.json(record)))).rejects.toThrow(
    expect.objectContaining({
      code: 'invalid-response',
      retryable: false,
      message: expect.stringContaining(`the record of another ${what}: 2 in place of 1`),
    }),
  );
});
