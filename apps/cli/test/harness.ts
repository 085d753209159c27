import { chmod, mkdir, mkdtemp, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { RunSummary } from '@certbridge/metadata-sync';
import type { Sandbox } from '@certbridge/sandbox';
import { runCli } from '../src/index.ts';

/** The configuration of one field of `fields.json`, beside its two names. */
export interface FieldChange {
  readonly [key: string]: unknown;
}

/** A folder as an operator has it: `config/` with the configuration, `logs/` beside it. */
export class Workplace {
  readonly base: string;
  readonly configDir: string;

  private constructor(base: string) {
    this.base = base;
    this.configDir = path.join(base, 'config');
  }

  static async create(): Promise<Workplace> {
    const workplace = new Workplace(await mkdtemp(path.join(tmpdir(), 'certbridge-cli-')));
    await mkdir(workplace.configDir);
    return workplace;
  }

  remove(): Promise<void> {
    return rm(this.base, { recursive: true, force: true });
  }

  async write(name: string, content: unknown): Promise<void> {
    const file = path.join(this.configDir, name);
    await writeFile(file, typeof content === 'string' ? content : JSON.stringify(content));
    await chmod(file, 0o600);
  }

  /** Gives the configuration directory another name, so that none is where it is looked for by default. */
  async moveConfiguration(name: string): Promise<void> {
    await rename(this.configDir, path.join(this.base, name));
  }

  read(name: string): Promise<string> {
    return readFile(path.join(this.configDir, name), 'utf8');
  }

  /** Writes a configuration that works with a sandbox; `changes` override it, `undefined` leaves a key out. */
  async configure(sandbox: Sandbox, changes: Record<string, unknown> = {}): Promise<void> {
    const { scm, command } = sandbox;
    const config = {
      sectigoLogin: scm.login,
      sectigoPassword: scm.password,
      sectigoCustomerUri: scm.customerUri,
      sectigoAPIUrl: scm.url,
      keyfactorLogin: command.username,
      keyfactorPassword: command.password,
      keyfactorAPIUrl: command.url,
      importAllCustomFields: 'true',
      issuerDNLookupTerm: 'Sectigo',
      sslTypeIds: scm.sslTypeIds,
      ...changes,
    };
    await this.write('config.json', { config });
    await this.write('fields.json', {});
    await this.write('bannedcharacters.json', [
      { character: ' ', replacementCharacter: '_' },
      { character: '/', replacementCharacter: '-' },
    ]);
  }

  /** Runs the program here. */
  async run(
    argv: readonly string[],
    {
      env = {},
      signal = new AbortController().signal,
    }: { env?: Record<string, string>; signal?: AbortSignal } = {},
  ) {
    let stdout = '';
    let stderr = '';
    const code = await runCli(argv, {
      env,
      cwd: this.base,
      stdout: {
        write: (text) => {
          stdout += text;
        },
      },
      stderr: {
        write: (text) => {
          stderr += text;
        },
      },
      signal,
    });
    const summary = (): RunSummary => JSON.parse(stdout);
    return { code, stdout, stderr, summary };
  }

  /** Everything in the log files. */
  async logs(): Promise<string> {
    const folder = path.join(this.base, 'logs');
    const names = await readdir(folder).catch((): string[] => []);
    const texts = await Promise.all(
      names.map((name) => readFile(path.join(folder, name), 'utf8').catch(() => '')),
    );
    return texts.join('');
  }
}

/** Counts the writes that both systems received. */
export function writesTo(sandbox: Sandbox): number {
  return sandbox.requests.list().filter(({ system, method }) => system !== 'oauth' && method !== 'GET')
    .length;
}
