import { checkArgument, required, type Shape } from '@certbridge/rest-client';
import {
  checkRun,
  keyfactorMembers,
  type MembersOf,
  runShape,
  sectigoMembers,
} from '../arguments/check-run.ts';
import { placeOf } from '../arguments/place-of.ts';
import type { ImportKeyfactorPort, ImportSectigoPort } from '../run/ports.ts';
import type { RunOptions } from '../run/run-context.ts';

/** Options of an import. */
export interface ImportOptions extends RunOptions {
  readonly sectigo: ImportSectigoPort;
  readonly keyfactor: ImportKeyfactorPort;
  /** Import what is missing. Without it the certificates are listed, and nothing is written or recorded. */
  readonly apply: boolean;
}

const importOptions = required('option', { ...runShape, apply: 'flag' } satisfies Shape<ImportOptions>);

/** What an import calls of SCM. */
export const importSectigoMembers: MembersOf<ImportSectigoPort> = [...sectigoMembers, 'certificates.collect'];

/** What an import calls of Command. */
export const importKeyfactorMembers: MembersOf<ImportKeyfactorPort> = [
  ...keyfactorMembers,
  'certificates.findBySerialNumber',
  'certificates.findByThumbprint',
  'certificates.import',
];

/** Throws an `ApiError` 'invalid-argument' that names the option which is missing, unknown or of another kind. */
export function checkImportOptions(options: ImportOptions): void {
  const of = 'importMissing';
  checkArgument(options, importOptions, placeOf(of));
  checkRun(options, of, { sectigo: importSectigoMembers, keyfactor: importKeyfactorMembers });
}
