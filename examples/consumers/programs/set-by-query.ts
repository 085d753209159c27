import { field, type KeyfactorClient } from '@certbridge/keyfactor-client';

/** Sets a metadata value on every certificate with a text in its common name, in one call, and counts who has it then. */
export async function setByQuery(
  command: KeyfactorClient,
  { text, name, value }: { readonly text: string; readonly name: string; readonly value: string },
): Promise<{ readonly matches: number; readonly set: number }> {
  const query = field('IssuedCN').contains(text);
  await command.certificates.updateMetadataOfMany({ query }, { [name]: value }, { overwriteExisting: true });
  let matches = 0;
  let set = 0;
  for await (const { Metadata } of command.certificates.list({ query })) {
    matches += 1;
    if (Metadata?.[name] === value) set += 1;
  }
  return { matches, set };
}
