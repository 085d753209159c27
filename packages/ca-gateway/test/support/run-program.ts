import { spawn } from 'node:child_process';
import { text } from 'node:stream/consumers';

/** Runs a program and returns its standard output; throws with what it says where it fails. */
export async function run(
  program: string,
  args: readonly string[],
  { input, cwd }: { readonly input?: string | Uint8Array; readonly cwd?: string } = {},
): Promise<string> {
  const child = spawn(program, args, { cwd, stdio: 'pipe' });
  child.stdin.end(input);
  const [code, stdout, stderr] = await Promise.all([
    new Promise<number | null>((resolve, reject) => child.on('close', resolve).on('error', reject)),
    text(child.stdout),
    text(child.stderr),
  ]);
  if (code !== 0) throw new Error(`${program} ended with ${code}: ${stderr}`);
  return stdout;
}
