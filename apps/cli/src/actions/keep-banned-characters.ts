import type { RunStop } from '@certbridge/metadata-sync';
import { quoted } from '@certbridge/plain-text';
import { getLogger } from '@logtape/logtape';
import { ConfigurationError, renderFault } from '../configuration-error.ts';
import { addToBannedCharactersFile } from '../files/banned-characters-file.ts';
import type { SummaryEnding } from './engine-run.ts';

/**
 * Adds the banned characters that stopped a run to the operator's file, to be filled in; a plan or dry run says that it
 * does not. Returns the summary: a file that can't be written becomes a further problem of it.
 */
export async function keepBannedCharacters<S extends SummaryEnding>(
  { summary, stop }: { readonly summary: S; readonly stop?: RunStop },
  { dryRun, file }: { readonly dryRun: boolean; readonly file: string },
): Promise<S> {
  if (stop?.kind !== 'banned-characters') return summary;
  const problems = summary.problems.map((problem) => ({ ...problem, file }));
  if (dryRun && stop.found.length > 0) {
    const message = 'A plan or dry run does not add them to the file.';
    const remedy = 'Run the sync itself, without --dry-run, to have that done.';
    problems.push({ file, path: null, message, remedy });
  } else {
    try {
      const added = await addToBannedCharactersFile(file, stop.found);
      if (added.length > 0)
        getLogger(['certbridge', 'cli']).info('Added to {file}: {characters}', {
          file,
          characters: quoted(added),
        });
    } catch (error) {
      if (!(error instanceof ConfigurationError)) throw error;
      const texts = error.problems.map((problem) => renderFault(problem));
      problems.push(...texts.map((message) => ({ file, path: null, message, remedy: '' })));
    }
  }
  return { ...summary, problems };
}
