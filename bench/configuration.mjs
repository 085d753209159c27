import { readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { runCommand } from './run-command.mjs';

/** Makes a first run, which lists the banned characters, and fills in their replacements. */
export async function replaceBannedCharacters(configDir) {
  await runCommand('sctokf', '--config-dir', configDir);
  await change(configDir, 'bannedcharacters.json', (entries) =>
    entries.map((entry) => ({ ...entry, replacementCharacter: '_' })),
  );
}

/** Changes settings in `config.json`. */
export function configure(configDir, settings) {
  return change(configDir, 'config.json', ({ config, ...rest }) => ({
    ...rest,
    config: { ...config, ...settings },
  }));
}

/** Adds a manual field of type String to `fields.json`. */
export function addManualField(configDir, { sectigoName, metadataName }) {
  return change(configDir, 'fields.json', ({ ManualFields, ...rest }) => {
    const added = {
      ...ManualFields[0],
      sectigoFieldName: sectigoName,
      keyfactorMetadataFieldName: metadataName,
      keyfactorDataType: 1,
    };
    return { ...rest, ManualFields: [...ManualFields, added] };
  });
}

/** Deletes history and last agreed values, as before a first run. */
export async function forgetState(configDir) {
  for (const ending of ['', '-wal', '-shm']) {
    await rm(join(configDir, `certbridge.db${ending}`), { force: true });
  }
}

async function change(configDir, name, edit) {
  const file = join(configDir, name);
  const document = JSON.parse(await readFile(file, 'utf8'));
  await writeFile(file, JSON.stringify(edit(document)));
}
