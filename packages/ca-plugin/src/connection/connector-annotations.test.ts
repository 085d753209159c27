import { expect, test } from 'vitest';
import { connectorAnnotations } from './connector-annotations.ts';

test('the thirteen settings of the original come first, with its defaults', () => {
  const shown = Object.entries(connectorAnnotations).slice(0, 13);
  expect(shown.map(([name, { defaultValue }]) => [name, defaultValue])).toEqual([
    ['ApiEndpoint', 'https://hard.cert-manager.com/'],
    ['CustomerUri', ''],
    ['AuthType', 'Password'],
    ['Username', ''],
    ['Password', ''],
    ['ClientCertificate', ''],
    ['PickupRetries', 5],
    ['PickupDelay', 10],
    ['PageSize', 25],
    ['ExternalRequestorFieldName', ''],
    ['SyncFilterProfileId', ''],
    ['ForceCompleteSync', false],
    ['Enabled', true],
  ]);
});

test('only secrets are hidden', () => {
  const hidden = Object.entries(connectorAnnotations).filter(([, annotation]) => annotation.hidden);
  expect(hidden.map(([name, { type }]) => [name, type])).toEqual([
    ['Password', 'Secret'],
    ['ClientSecret', 'Secret'],
  ]);
});

test('types fit the defaults, and every setting is explained', () => {
  const types = {
    String: 'string',
    Secret: 'string',
    ClientCertificate: 'string',
    Number: 'number',
    Boolean: 'boolean',
  };
  for (const { type, defaultValue, comments } of Object.values(connectorAnnotations)) {
    expect(typeof defaultValue).toBe(types[type]);
    expect(comments).toMatch(/^[A-Z].+\.$/);
  }
});
