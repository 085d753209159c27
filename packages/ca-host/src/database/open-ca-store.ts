import { didYouMean } from '@certbridge/plain-text';
import { optional, type Shape } from '@certbridge/rest-client';
import { checkFile, checkObject } from '../arguments/check-values.ts';
import type { OpenCaStore } from '../contract/ca-database.ts';
import { DatabaseError } from './database-error.ts';
import type { DatabaseWording } from './database-wording.ts';
import { openCaDatabase } from './open-ca-database.ts';

/** Which CA of a database to open, and how messages speak of it. */
export interface CaStoreOptions extends DatabaseWording {
  /** One that the database has; needed where it has several. */
  readonly ca?: string | undefined;
  /** The option that names one, as in "name one with OPTION". */
  readonly caOption?: string | undefined;
}

const of = 'openCaStore';
const storeOptions = optional('option', {
  option: 'text?',
  filling: 'text?',
  ca: 'text?',
  caOption: 'text?',
} satisfies Shape<CaStoreOptions>);

/**
 * Opens the database of one CA, and creates it if it is missing. Throws a DatabaseError, or a `CaPluginError` 'invalid-argument' as
 * {@link openCaDatabase}.
 */
export async function openCaStore(file: string, options: CaStoreOptions = {}): Promise<OpenCaStore> {
  checkFile(file, `Argument 1 of ${of}`);
  checkObject(options, storeOptions, { of, position: 2 });
  const { option, filling } = options;
  const database = await openCaDatabase(file, { option, filling });
  try {
    const ca = chooseCa(file, database.cas(), options);
    const store = await database.store(ca);
    return { ...store, close: () => database.close() };
  } catch (error) {
    await database.close();
    throw error;
  }
}

function chooseCa(file: string, cas: readonly string[], { ca, caOption }: CaStoreOptions): string {
  if (ca === undefined && cas.length <= 1) return cas[0] ?? '';
  if (ca !== undefined && cas.includes(ca)) return ca;
  const listed = cas.filter((name) => name !== '').join(', ');
  const message =
    ca === undefined
      ? `The database ${file} has several CAs: ${listed}.`
      : `The database ${file} has no CA of that name${listed === '' ? '' : `, but ${listed}`}.`;
  const remedy = `Name one of them${caOption === undefined ? '' : ` with ${caOption}`}.`;
  throw new DatabaseError(message, `${remedy}${didYouMean(ca, cas)}`);
}
