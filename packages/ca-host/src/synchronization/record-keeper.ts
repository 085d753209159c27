import type { BadRecord, CertificateRecord, CertificateRecordResult } from '@certbridge/ca-plugin';
import { getLogger } from '@logtape/logtape';
import type { CaStore, SyncCounts } from '../contract/ca-store.ts';
import { DatabaseError } from '../database/database-error.ts';

/** Records are kept so many at a time: few enough to lose little, and to hold up neither calls nor other processes. */
const BATCH = 20;

/** Keeps records in batches, and counts their outcomes. */
export class RecordKeeper {
  readonly bad: BadRecord[] = [];
  readonly #store: CaStore;
  readonly #tally = { added: 0, changed: 0, unchanged: 0 };
  #batch: CertificateRecord[] = [];

  constructor(store: CaStore) {
    this.#store = store;
  }

  async take(record: CertificateRecordResult): Promise<void> {
    if ('problem' in record) this.#refuse(record);
    else this.#batch.push(record);
    if (this.#batch.length >= BATCH) await this.flush();
  }

  async flush(): Promise<void> {
    const batch = this.#batch;
    this.#batch = [];
    if (batch.length === 0) return;
    try {
      await this.#keep(batch);
    } catch (error) {
      if (error instanceof DatabaseError) throw error;
      for (const record of batch) await this.#keepAlone(record);
    }
  }

  counts(): SyncCounts {
    return { ...this.#tally, bad: this.bad.length };
  }

  async #keep(records: readonly CertificateRecord[]): Promise<void> {
    // What a power loss undoes here is read again, since this synchronization did not complete then.
    const kept = await this.#store.requests.keep(records, { at: new Date(), durability: 'kill' });
    for (const what of kept) this.#tally[what] += 1;
  }

  async #keepAlone(record: CertificateRecord): Promise<void> {
    try {
      await this.#keep([record]);
    } catch (error) {
      if (error instanceof DatabaseError) throw error;
      const { caRequestId } = record;
      this.#refuse({ caRequestId, problem: "The certificate that SCM gives can't be read." });
    }
  }

  #refuse(record: BadRecord): void {
    this.bad.push(record);
    const { caRequestId, problem } = record;
    getLogger(['certbridge', 'ca-host']).error('Request {caRequestId}: {problem}', { caRequestId, problem });
  }
}
