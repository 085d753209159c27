import { readFile } from 'node:fs/promises';
import { readSettings } from '@certbridge/metadata-sync';
import { SslDetailsSchema } from '@certbridge/sectigo-client';
import { expect, test } from 'vitest';

test('the manual lists the paths of manual fields: each one exists, and no part of the details is missing', async () => {
  const manual = await readFile(new URL('../README.md', import.meta.url), 'utf8');
  const section = /#### Paths of manual fields\n([^#]*)/.exec(manual)?.[1] ?? '';
  const paths = [...section.matchAll(/`([^`]+)`/g)].map(([, path = '']) => path);
  const parts = new Set(paths.map((path) => path.split('.')[0]));
  expect([...parts].toSorted()).toEqual(Object.keys(SslDetailsSchema.entries).toSorted());

  const ManualFields = paths.map((sectigoFieldName, index) => ({
    sectigoFieldName,
    keyfactorMetadataFieldName: `Field${index}`,
    keyfactorDataType: 1,
  }));
  const reading = readSettings({
    config: { file: 'config.json', value: {} },
    fields: { file: 'fields.json', value: { ManualFields } },
  });
  expect(reading.ok ? [] : reading.problems.filter(({ file }) => file === 'fields.json')).toEqual([]);
});
