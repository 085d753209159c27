import { expect, test } from 'vitest';
import { parseJson } from './json-file.ts';
import { locateProblem } from './locate-problem.ts';

const document = parseJson(
  {
    text: '{\n  "Config": {\n    "sslTypeIds": [\n      1, "x"\n    ],\n    "a.b": 1,\n    "a": {"b": 2}\n  }\n}',
    encoding: 'utf-8',
    eol: '\n',
  },
  'config.json',
);

function locate(path: string, file = 'config.json') {
  return locateProblem({ file, path, message: 'm', remedy: 'r' }, [document]);
}

test.each([
  ['config.sslTypeIds', 3, 19],
  ['config.sslTypeIds[1]', 4, 10],
  ['CONFIG.a.b', 6, 12],
])('%s is found at line %d, column %d', (path, line, column) => {
  expect(locate(path)).toMatchObject({ line, column });
});

test.each(['', 'config.sectigoLogin', 'config.sslTypeIds[2]', 'con'])('%j has no place', (path) => {
  expect(locate(path)).not.toHaveProperty('line');
});

test('a problem of another file stays as it is', () => {
  expect(locate('config', 'fields.json')).not.toHaveProperty('line');
});
