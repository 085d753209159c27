import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, readdir } from 'node:fs/promises';
import path from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { program, programEnv } from '../program.ts';
import { openGatewayWorkplace } from './gateway-workplace.ts';

test.each([
  ['a new folder', false],
  ['a folder that is there', true],
])(
  'init that was killed while it filled the database of %s is run again without --force',
  async (_, isThere) => {
    const { sandbox, workplace, run } = await openGatewayWorkplace();
    const folder = path.join(workplace.base, 'trial');
    if (isThere) await mkdir(folder);
    const argv = ['gateway', 'init', 'trial', '--connection', 'config/ca.json'];
    const child = spawn(process.execPath, [program, ...argv], {
      cwd: workplace.base,
      env: programEnv,
      stdio: 'ignore',
    });
    onTestFinished(() => void child.kill('SIGKILL'));
    const ended = once(child, 'close');
    const hasDatabase = async () =>
      (await readdir(workplace.base, { recursive: true })).some(
        (name) => path.basename(name) === 'gateway.db',
      );
    const stopListening = sandbox.onRequest(async () => {
      if (!(await hasDatabase())) return;
      child.kill('SIGKILL');
      await ended;
    });
    await ended;
    stopListening();
    expect(child.signalCode).toBe('SIGKILL');
    const { code, stderr } = await run(...argv.slice(1));
    expect({ code, stderr }).toMatchObject({ code: 0 });
    expect(stderr).toMatch(/\.(trial|init)\.[0-9a-f-]{36}\.tmp was left by a run of init that was killed/);
    expect(await readdir(folder)).toEqual(
      expect.arrayContaining(['gateway.db', 'client.key', 'gateway.json']),
    );
  },
);
