import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import { describe, expect, test } from 'vitest';
import { startCa } from './ca-workplace.ts';
import { program, programEnv } from './program.ts';

// Windows ends a process that gets a signal from another one without asking it.
describe.skipIf(process.platform === 'win32')('an interruption', () => {
  test('ends an action whose reader takes nothing any more', async () => {
    const { workplace, run } = await startCa({ certificates: 600 });
    expect(await run('sync')).toMatchObject({ code: 0 });
    const argv = ['ca', 'list', '--json', '--config-dir', workplace.configDir];
    for (const signal of ['SIGINT', 'SIGTERM'] as const) {
      const child = spawn(process.execPath, [program, ...argv], { env: programEnv });
      const said = text(child.stderr);
      await once(child.stdout, 'readable');
      child.kill(signal);
      expect((await once(child, 'exit'))[0]).toBe(130);
      child.stdout.destroy();
      expect(await said).toMatch(/^Interrupted: .*\nStopped without waiting/);
    }
  });

  test('ends a sandbox with exit code 0', async () => {
    const child = spawn(process.execPath, [program, 'sandbox', '--certificates', '1'], { env: programEnv });
    const said = text(child.stderr);
    await once(child.stdout, 'readable');
    child.kill('SIGTERM');
    child.stdout.resume();
    expect((await once(child, 'exit'))[0]).toBe(0);
    expect(await said).toMatch(/^Interrupted: .*\n$/);
  });
});
