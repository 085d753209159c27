import type { RunContext } from '../run/run-context.ts';

/** Reads whether Command has a metadata field of this name, in any letter case; also one whose definition can't be read except for the name. */
export async function hasMetadataField(
  name: string,
  { keyfactor, signal }: Pick<RunContext, 'keyfactor' | 'signal'>,
): Promise<boolean> {
  const wanted = name.toLowerCase();
  let isThere = false;
  const rows = keyfactor.metadataFields.list({
    signal,
    onUnreadableRow: (_, row) => {
      isThere ||= row.name?.toLowerCase() === wanted;
    },
  });
  for await (const { Name } of rows) isThere ||= Name?.toLowerCase() === wanted;
  return isThere;
}
