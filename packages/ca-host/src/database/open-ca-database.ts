import { checkNode } from '@certbridge/rest-client';
import { SqliteFile } from '@certbridge/sqlite-file';
import { invalidArgument } from '../arguments/invalid-argument.ts';
import type { CaDatabase } from '../contract/ca-database.ts';
import { caDatabaseKind } from './ca-database-kind.ts';
import { createCaDatabase } from './create-ca-database.ts';
import type { DatabaseWording } from './database-wording.ts';

/**
 * Opens the database of a host, and creates it if it is missing; `:memory:` is one in memory. Several processes can work with one
 * at the same time. Throws a DatabaseError, or a `CaPluginError` 'invalid-argument' on a Node that is too old.
 */
export async function openCaDatabase(file: string, wording: DatabaseWording = {}): Promise<CaDatabase> {
  checkNode(process.versions.node, invalidArgument);
  const database = await SqliteFile.open(file, caDatabaseKind(wording));
  try {
    return createCaDatabase(database);
  } catch (error) {
    database.close();
    throw error;
  }
}
