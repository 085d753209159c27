import { checkNode, optional, type Shape } from '@certbridge/rest-client';
import { SqliteFile } from '@certbridge/sqlite-file';
import { checkFile, checkObject } from '../arguments/check-values.ts';
import { invalidArgument } from '../arguments/invalid-argument.ts';
import type { CaDatabase } from '../contract/ca-database.ts';
import { caDatabaseKind } from './ca-database-kind.ts';
import { createCaDatabase } from './create-ca-database.ts';
import type { DatabaseWording } from './database-wording.ts';

const of = 'openCaDatabase';
const databaseWording = optional('property', {
  option: 'text?',
  filling: 'text?',
} satisfies Shape<DatabaseWording>);

/**
 * Opens the database of a host, and creates it if it is missing; `:memory:` is one in memory. Several processes can work with one
 * at the same time. Throws a DatabaseError, or a `CaPluginError` 'invalid-argument' for arguments that can't be used and on a Node
 * that is too old.
 */
export async function openCaDatabase(file: string, wording: DatabaseWording = {}): Promise<CaDatabase> {
  checkNode(process.versions.node, invalidArgument);
  checkFile(file, `Argument 1 of ${of}`);
  checkObject(wording, databaseWording, { of, position: 2 });
  const database = await SqliteFile.open(file, caDatabaseKind(wording));
  try {
    return createCaDatabase(database);
  } catch (error) {
    await database.close();
    throw error;
  }
}
