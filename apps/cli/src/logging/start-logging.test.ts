import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { getLogger } from '@logtape/logtape';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { LogThreshold } from './log-level.ts';
import { defaultLogSettings } from './log-settings.ts';
import { createRedactor, type Redactor } from './redactor.ts';
import { startLogging } from './start-logging.ts';

let folder: string;
let console: string;
let redactor: Redactor;
beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'certbridge-logging-'));
  console = '';
  redactor = createRedactor();
});
afterEach(async () => {
  await rm(folder, { recursive: true, force: true });
});

async function log(action: () => void, level?: LogThreshold): Promise<void> {
  const writeError = (line: string) => {
    console += line;
  };
  const logging = await startLogging({ settings: defaultLogSettings(folder), level, writeError, redactor });
  action();
  await logging.stop();
}

function logEachLevel(): void {
  const logger = getLogger(['certbridge', 'sync']);
  logger.trace('t');
  logger.debug('d');
  logger.info('i');
  logger.warn('w');
  logger.error('e');
  logger.fatal('f');
}

async function levelsIn(name: string): Promise<string[]> {
  const text = await readFile(path.join(folder, 'logs', name), 'utf8');
  return text
    .split('\n')
    .slice(0, -1)
    .map((line) => line.split(' | ')[1] ?? line);
}

test('the main file has info and above, the error file errors, the console warnings and above', async () => {
  await log(logEachLevel);
  expect(await levelsIn('MetadataSync.log')).toEqual(['INFO', 'WARN', 'ERROR', 'FATAL']);
  expect(await levelsIn('MetadataSync-Errors.log')).toEqual(['ERROR', 'FATAL']);
  expect(console).toBe('WARN w\nERROR e\nFATAL f\n');
});

test('a level given on the command line holds for the main file and the console', async () => {
  await log(logEachLevel, 'debug');
  expect(await levelsIn('MetadataSync.log')).toEqual(['DEBUG', 'INFO', 'WARN', 'ERROR', 'FATAL']);
  expect(await levelsIn('MetadataSync-Errors.log')).toEqual(['ERROR', 'FATAL']);
  expect(console.split('\n')).toHaveLength(6);
});

test('off silences main file and console', async () => {
  await log(logEachLevel, 'off');
  expect(console).toBe('');
  await expect(levelsIn('MetadataSync.log')).rejects.toThrow('ENOENT');
});

test('a secret added while logging runs is blotted out in the files and on the console', async () => {
  await log(() => {
    redactor.addLogin('admin', 'hunter22');
    const error = new Error('hunter22');
    getLogger('certbridge').error('with {password} and {options}', {
      password: 'hunter22',
      options: { a: ['hunter22'] },
      error,
    });
  });
  for (const name of ['MetadataSync.log', 'MetadataSync-Errors.log']) {
    const text = await readFile(path.join(folder, 'logs', name), 'utf8');
    expect(text).toContain('with *** and');
    expect(text).not.toContain('hunter22');
  }
  expect(console).not.toContain('hunter22');
});

test('a folder that cannot be written gives one warning, and nothing else happens', async () => {
  await writeFile(path.join(folder, 'logs'), '');
  await log(() => {
    getLogger('certbridge').info('one');
    getLogger('certbridge').info('two');
  });
  expect(console.split('\n')).toHaveLength(2);
  expect(console).toContain(`The log file ${path.join(folder, 'logs', 'MetadataSync.log')} can't be written`);
});
