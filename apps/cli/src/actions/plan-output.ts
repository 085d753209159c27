import path from 'node:path';
import { LocalFileError, openLocalFile } from '@certbridge/local-file';
import { type SyncPlan, writePlanLines } from '@certbridge/metadata-sync';
import { getLogger } from '@logtape/logtape';
import type { CliIo } from '../cli-io.ts';
import { ConfigurationError, type ConfigurationFault } from '../configuration-error.ts';
import { errorCode } from '../files/error-code.ts';
import { findFile } from '../files/find-file.ts';
import { refuseOwnFile } from '../files/refuse-own-file.ts';
import { replaceFile } from '../files/replace-file.ts';
import { requireWritable } from '../files/require-writable.ts';
import { inBatches } from '../print-pieces.ts';
import type { StatePlace } from './open-state.ts';

/** What every plan file begins with. */
const MARK = '{"format":"certbridge-plan"';

/** The file that a plan is to be written to. */
export interface PlanOutput {
  readonly file: string;
  /** Why the plan could not be written. */
  readonly failure: ConfigurationFault | undefined;
  /** Writes the plan; what goes wrong becomes the {@link failure}. `hash` is needed where the plan has sensitive values. */
  readonly write: (plan: SyncPlan, hash: ((text: string) => string) | undefined) => Promise<void>;
}

/**
 * Prepares to write a plan; returns undefined without a name. Nothing is written yet.
 *
 * Throws {@link ConfigurationError} if the file is the program's own, is there and is not a plan, or can't be written.
 */
export async function openPlanOutput(
  { io: { cwd, env }, ...place }: StatePlace & { readonly io: Pick<CliIo, 'cwd' | 'env'> },
  name: string | undefined,
): Promise<PlanOutput | undefined> {
  if (name === undefined) return undefined;
  const file = path.resolve(cwd, name);
  const { configDirectory, stateFile: databaseFile } = place;
  const settingsFile = await findFile(configDirectory, 'config.json');
  await requireWritable(file);
  await refuseOwnFile(file, { configDirectory, settingsFile, databaseFile, env, cwd });
  await refuseForeignFile(file);
  let failure: ConfigurationFault | undefined;
  const write = async (plan: SyncPlan, hash: ((text: string) => string) | undefined) => {
    try {
      const lines = inBatches(writePlanLines(plan, { hashSensitive: hash ?? hideAll }));
      // It holds values, so it is private.
      await replaceFile(file, lines, { mode: 0o600 });
      getLogger(['certbridge', 'cli']).info('The plan is in {file}.', { file });
    } catch (error) {
      failure = cannotWrite(file, error);
    }
  };
  return {
    file,
    write,
    get failure() {
      return failure;
    },
  };
}

/** Without a sensitive field there is nothing to hash; should there be, it stays hidden. */
function hideAll(): string {
  return '***';
}

async function refuseForeignFile(file: string): Promise<void> {
  let beginning: string;
  try {
    const handle = await openLocalFile(file, { maxBytes: Number.POSITIVE_INFINITY });
    try {
      const { buffer, bytesRead } = await handle.read(Buffer.alloc(MARK.length), 0, MARK.length, 0);
      beginning = buffer.toString('utf8', 0, bytesRead);
    } finally {
      await handle.close();
    }
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return;
    if (error instanceof LocalFileError) {
      throw new ConfigurationError([
        { file, message: error.message, remedy: 'Name another file with --out.' },
      ]);
    }
    throw new ConfigurationError([cannotWrite(file, error)]);
  }
  if (beginning === MARK) return;
  throw new ConfigurationError([
    {
      file,
      message: 'this file is not a plan of certbridge, and is not overwritten',
      remedy: 'Name another file with --out, or move this one away.',
    },
  ]);
}

function cannotWrite(file: string, error: unknown): ConfigurationFault {
  return {
    file,
    message: `the plan can't be written (${errorCode(error)})`,
    remedy: 'Name a file in a folder that the user who runs certbridge can write, with space left.',
  };
}
