// biome-ignore-all lint/suspicious/noTemplateCurlyInString: NLog's own notation
import { cp, mkdir, mkdtemp, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { ConfigurationError } from '../configuration-error.ts';
import { encodeText } from '../files/text-file.ts';
import { defaultLogSettings } from './log-settings.ts';
import { parseNlogConfig } from './nlog-config.ts';
import { readLogSettings } from './read-log-settings.ts';

const original = path.join(import.meta.dirname, '../../test/fixtures/original/nlog.config');
const originalText = await readFile(original, 'utf8');

function parse(text: string, platform: path.PlatformPath = path.posix) {
  const baseDirectory = platform === path.win32 ? 'C:\\Tools\\Sync' : '/opt/sync';
  return parseNlogConfig(text, { file: 'config/nlog.config', baseDirectory, path: platform });
}

/** An nlog.config with the given variables, targets and rules. */
function nlog({ variables = '', targets = '', rules = '', rest = '' }): string {
  const defaultRules =
    '<logger name="*" minlevel="Info" writeTo="MainLogFile"/><logger name="*" minlevel="Error" writeTo="ErrorLogFile"/>';
  return `<nlog xmlns:xsi="x">${variables}<targets>${targets}</targets><rules>${rules || defaultRules}</rules>${rest}</nlog>`;
}

test('the file that the original ships means the defaults, and is understood in full', () => {
  expect(parse(originalText)).toEqual({ ...defaultLogSettings('/opt/sync', path.posix), notUnderstood: [] });
});

test('on Windows its paths are those of Windows', () => {
  expect(parse(originalText, path.win32)).toMatchObject({
    main: {
      file: 'C:\\Tools\\Sync\\logs\\MetadataSync.log',
      archiveFile: 'C:\\Tools\\Sync\\logs\\Archive\\MetadataSync.log.{#}.log',
    },
    errors: { file: 'C:\\Tools\\Sync\\logs\\MetadataSync-Errors.log' },
  });
});

describe('variables', () => {
  test('folder and names are taken, in any letter case', () => {
    const text = originalText
      .replace('name="logDirectory" value="${basedir}/logs"', 'NAME="LOGDIRECTORY" Value="D:/Logs/Sync"')
      .replace('MetadataSync.log', 'Sync.txt');
    expect(parse(text, path.win32)).toMatchObject({
      main: { file: 'D:\\Logs\\Sync\\Sync.txt', archiveFile: 'D:\\Logs\\Sync\\Archive\\Sync.txt.{#}.log' },
      errors: { file: 'D:\\Logs\\Sync\\MetadataSync-Errors.log' },
      notUnderstood: [],
    });
  });

  test.each([
    ['${basedir}\\logs', 'C:\\Tools\\Sync\\logs\\MetadataSync.log'],
    ['logs', 'C:\\Tools\\Sync\\logs\\MetadataSync.log'],
    ['\\\\server\\share\\logs', '\\\\server\\share\\logs\\MetadataSync.log'],
    ['${var:root}/here', 'E:\\root\\here\\MetadataSync.log'],
    ['${root}/here', 'E:\\root\\here\\MetadataSync.log'],
  ])('the folder %s on Windows', (directory, file) => {
    const variables = `<variable name="root" value="E:\\root"/><variable name="logDirectory" value="${directory}"/>`;
    expect(parse(nlog({ variables }), path.win32)).toMatchObject({ main: { file }, notUnderstood: [] });
  });

  test.each([
    ['${basedir}\\logs\\sync', '/opt/sync/logs/sync/MetadataSync.log'],
    ['/var/log/sync', '/var/log/sync/MetadataSync.log'],
    ['../logs', '/opt/logs/MetadataSync.log'],
  ])('the folder %s on Linux', (directory, file) => {
    const variables = `<variable name="logDirectory" value="${directory}"/>`;
    expect(parse(nlog({ variables }))).toMatchObject({ main: { file }, notUnderstood: [] });
  });

  test.each([
    'C:\\logs',
    '\\\\server\\logs',
    '${environment:LOGS}',
    '${logDirectory}',
    '${specialfolder:folder=${x}}',
    ' ',
  ])('the folder %s on Linux is not understood, and the default is used', (directory) => {
    const variables = `<variable name="logDirectory" value="${directory}"/>`;
    expect(parse(nlog({ variables }))).toMatchObject({
      main: { file: '/opt/sync/logs/MetadataSync.log' },
      notUnderstood: ['variable logDirectory'],
    });
  });
});

describe('rules', () => {
  test.each([
    ['Trace', 'trace'],
    ['Debug', 'debug'],
    ['WARN', 'warning'],
    ['fatal', 'fatal'],
    ['Off', 'off'],
  ])('minlevel %s', (minlevel, threshold) => {
    const reading = parse(originalText.replace('minlevel="Info"', `minlevel="${minlevel}"`));
    expect(reading).toMatchObject({ main: { threshold }, errors: { threshold: 'error' }, notUnderstood: [] });
  });

  test('the lowest of several rules for one file holds; a rule may name several files', () => {
    const rules =
      '<logger name="*" minlevel="Warn" writeTo="MainLogFile, ErrorLogFile"/><logger name="*" minlevel="Debug" writeTo="mainlogfile"/>';
    expect(parse(nlog({ rules }))).toMatchObject({
      main: { threshold: 'debug' },
      errors: { threshold: 'warning' },
    });
  });

  test('a file without a rule is not written, nor one whose rule is switched off', () => {
    const rules =
      '<logger name="*" minlevel="Info" writeTo="MainLogFile"/><logger name="*" minlevel="Error" writeTo="ErrorLogFile" enabled="false"/>';
    expect(parse(nlog({ rules }))).toMatchObject({
      main: { threshold: 'info' },
      errors: { threshold: 'off' },
    });
  });

  test('a list of levels counts from its lowest, which is reported', () => {
    const rules = '<logger name="*" levels="Warn,Debug" writeTo="MainLogFile"/>';
    expect(parse(nlog({ rules }))).toMatchObject({
      main: { threshold: 'debug' },
      notUnderstood: ['levels of the rule for MainLogFile'],
    });
  });

  test('without a rule for either file both are written as by default, which is reported', () => {
    const rules = '<logger name="*" minlevel="Info" writeTo="other"/>';
    expect(parse(nlog({ rules }))).toMatchObject({
      main: { threshold: 'info' },
      errors: { threshold: 'error' },
      notUnderstood: ['rules without the targets MainLogFile and ErrorLogFile'],
    });
  });
});

test('what is not understood is reported, once each', () => {
  const reading = parse(
    nlog({
      targets:
        '<target xsi:type="Console" name="console"/>' +
        '<target xsi:type="File" name="MainLogFile" fileName="${shortdate}.log" layout="${message}" archiveEvery="Day"' +
        ' archiveNumbering="Date" archiveAboveSize="0" maxArchiveFiles="-1" archiveFileName="a.log" keepFileOpen="true"/>' +
        '<target xsi:type="Mail" name="ErrorLogFile" smtpPassword="S3cret"/>',
      rules:
        '<logger name="Sync.*" minlevel="Loud" maxlevel="Warn" writeTo="MainLogFile"><filters/></logger>' +
        '<logger name="*" minlevel="Error" writeTo="ErrorLogFile"/>',
      rest: '<include file="x"/><include file="y"/>',
    }),
  );
  expect(reading).toMatchObject(defaultLogSettings('/opt/sync', path.posix));
  expect(reading.notUnderstood).toEqual([
    '<include>',
    'target console',
    'levels of the rule for MainLogFile',
    'name of the rule for MainLogFile',
    'attribute maxlevel of the rule for MainLogFile',
    '<filters> of the rule for MainLogFile',
    'attribute archiveevery of target MainLogFile',
    'attribute filename of target MainLogFile',
    'attribute archivefilename of target MainLogFile',
    'attribute archiveabovesize of target MainLogFile',
    'attribute maxarchivefiles of target MainLogFile',
    'attribute archivenumbering of target MainLogFile',
    'attribute layout of target MainLogFile',
    'type of target ErrorLogFile',
  ]);
});

test('the targets say where files go and how they are rotated', () => {
  const targets =
    '<target xsi:type="File" name="mainLogFile" fileName="${basedir}/a/main.log" archiveAboveSize="1000" maxArchiveFiles="2"/>' +
    '<target xsi:type="File" name="ErrorLogFile" fileName="errors.log" archiveFileName="old/errors.{#}.txt"/>';
  expect(parse(nlog({ targets }))).toMatchObject({
    main: {
      file: '/opt/sync/a/main.log',
      archiveFile: '/opt/sync/a/Archive/main.log.{#}.log',
      archiveAboveSize: 1000,
      maxArchiveFiles: 2,
    },
    errors: { file: '/opt/sync/errors.log', archiveFile: '/opt/sync/old/errors.{#}.txt' },
    notUnderstood: [],
  });
});

test('the element may stand in the configuration of a .NET application', () => {
  expect(parse(`<configuration>${nlog({})}</configuration>`).main.threshold).toBe('info');
});

describe('errors', () => {
  test('a file that is not well-formed names line and column, and none of its text', () => {
    for (const text of [
      '<nlog>\n  <a>\n</nlog>',
      '<nlog a="S3cret',
      '',
      'S3cret',
      '<nlog S3cret="1" S3cret="2"/>',
    ]) {
      expect(() => parse(text)).toThrow(ConfigurationError);
      expect(() => parse(text)).toThrow(/^(?!.*S3cret)/s);
    }
    expect(() => parse('<nlog>\n  <a>\n</nlog>')).toThrow(
      'nlog.config, line 3, column 1: this is not well-formed XML.',
    );
  });

  test('another document is an error', () => {
    expect(() => parse('<log4net/>')).toThrow('there is no <nlog> element');
  });
});

test('variables that multiply each other are cut short, and told', () => {
  const levels = Array.from({ length: 40 }, (_, level) => {
    const below = `\${v${level - 1}}`;
    return `<variable name="v${level}" value="${level === 0 ? 'x' : below.repeat(10)}"/>`;
  });
  const { notUnderstood } = parse(
    `<nlog>${levels.join('')}<variable name="logDirectory" value="\${v39}"/></nlog>`,
  );
  expect(notUnderstood).toContain('variable logDirectory');
});

test('a variable that is used in many places is understood in each', () => {
  const { main } = parse(
    '<nlog><variable name="a" value="x"/><variable name="logDirectory" value="${basedir}/${a}${a}${var:A}"/></nlog>',
  );
  expect(main.file).toContain('xxx');
});

describe('the file', () => {
  test('is found whatever the letter case of its name, in UTF-16 too; without it the defaults hold', async () => {
    const base = await mkdtemp(path.join(tmpdir(), 'certbridge-nlog-'));
    const config = path.join(base, 'config');
    await mkdir(config);
    expect(await readLogSettings(config)).toEqual({ ...defaultLogSettings(base), notUnderstood: [] });
    await cp(original, path.join(config, 'nlog.config'));
    expect(await readLogSettings(config)).toEqual({ ...defaultLogSettings(base), notUnderstood: [] });
    await rename(path.join(config, 'nlog.config'), path.join(config, 'NLog.config'));
    await writeFile(
      path.join(config, 'NLog.config'),
      encodeText(originalText.replace('"Info"', '"Debug"'), 'utf-16le'),
    );
    expect(await readLogSettings(config)).toMatchObject({ main: { threshold: 'debug' } });
    await rm(base, { recursive: true });
  });
});
