import type { Logger } from '@logtape/logtape';
import type { FieldMapping } from '../fields/field-plan.ts';
import type { SyncSettings } from '../settings/sync-settings.ts';
import type { ImportHistory } from './import-history.ts';
import type { ImportOutcome } from './import-outcome.ts';
import type { MissingCertificate } from './import-summary.ts';
import type { ImportKeyfactorPort, ImportSectigoPort } from './ports.ts';

/** What every step of an import shares. */
export interface ImportRunContext {
  readonly settings: SyncSettings;
  readonly sectigo: ImportSectigoPort;
  readonly keyfactor: ImportKeyfactorPort;
  /** Calls that each client keeps in flight. */
  readonly concurrency: { readonly sectigo: number; readonly keyfactor: number };
  readonly logger: Logger;
  /** Ends the run: aborted by the operator or by an outage. */
  readonly signal: AbortSignal;
  /** Takes down how a certificate ended. */
  readonly record: (certificate: MissingCertificate, outcome: ImportOutcome) => void;
}

/** What the import of a single certificate needs beside that. */
export interface ImportContext extends ImportRunContext {
  /** From Sectigo to Keyfactor. */
  readonly mappings: readonly FieldMapping[];
  readonly history: ImportHistory;
  /** Ends what was begun in Command, some time after `signal`. */
  readonly writeSignal: AbortSignal;
}
