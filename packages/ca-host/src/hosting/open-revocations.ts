import type { Logger } from '@logtape/logtape';
import { checkReturned } from '../arguments/check-values.ts';
import type { RunningProcesses } from '../contract/ca-database.ts';
import type { RevocationOutcome } from '../contract/hosted-ca.ts';
import type { IssuedCertificate } from '../contract/issued-certificate.ts';
import type { RecordStore } from '../contract/record-store.ts';
import { DatabaseError } from '../database/database-error.ts';
import { hasReason } from './has-reason.ts';

/** A revocation that somebody asks for. */
export interface AskedRevocation {
  readonly certificate: IssuedCertificate;
  readonly reason: number;
  readonly requester: string;
}

/** Content of the record of a revocation whose requester was told that the authority can't be asked now. */
const told = '';
/** Content of the record of a revocation that a process without a name in the database is about to send. */
const nameless = 'nameless';

/**
 * Knows the revocations whose requesters were told that the authority can't be asked now, or nothing, since the process was killed. The
 * outcome of one is returned for the same request again, which finds the certificate revoked.
 */
export class OpenRevocations {
  readonly #records: RecordStore;
  readonly #logger: Logger;
  readonly #processes: RunningProcesses;
  /** Those that are not recorded yet, or can't be. */
  readonly #unrecorded = new Set<string>();
  /** Those that are about to be recorded, as long as that takes. */
  readonly #intended = new Map<string, Promise<unknown>>();

  constructor(
    records: RecordStore,
    { logger, processes }: { readonly logger: Logger; readonly processes: RunningProcesses },
  ) {
    this.#records = records;
    this.#logger = logger;
    this.#processes = processes;
  }

  /**
   * Records that this process is about to send a revocation, for the case that it is killed before it can tell the outcome. Returns whether
   * that is recorded.
   */
  async intend(asked: AskedRevocation): Promise<boolean> {
    const content = this.#processes.own() ?? nameless;
    const name = nameOf(asked);
    const recorded = this.#pass(() => this.#records.add({ name, content }));
    this.#intended.set(name, recorded);
    return recorded;
  }

  /** Does a revocation, and returns its outcome for a requester who may have asked for it before. */
  async settle(asked: AskedRevocation, revoke: () => Promise<RevocationOutcome>): Promise<RevocationOutcome> {
    const name = nameOf(asked);
    const isRepeated = this.#isKnown(name);
    const outcome = await revoke();
    switch (outcome.state) {
      case 'already-revoked': {
        const { certificate } = outcome;
        if (isRepeated && hasReason(certificate, asked.reason)) return { state: 'revoked', certificate };
        await this.#forget([name]);
        return outcome;
      }
      case 'revoked': {
        const ofCertificate = startOf(asked);
        const others = (each: string) => each.startsWith(ofCertificate) && each !== name;
        await this.#forget(this.#names().filter(others));
        return outcome;
      }
      case 'refused':
        await this.#forget([name]);
        return outcome;
      case 'unavailable':
        return outcome;
    }
  }

  /** Notes what a requester was told. */
  async note(asked: AskedRevocation, { state }: RevocationOutcome): Promise<void> {
    const name = nameOf(asked);
    if (state !== 'unavailable') return this.#forget([name]);
    this.#unrecorded.add(name);
    await this.#intended.get(name);
    this.#intended.delete(name);
    await this.#pass(async () => {
      const record = { name, content: told };
      if (!(await this.#records.replace(record))) await this.#records.add(record);
      this.#unrecorded.delete(name);
    });
  }

  /** Whether the requester of a revocation is to be told its outcome yet: not while a process is working on it. */
  #isKnown(name: string): boolean {
    if (this.#unrecorded.has(name)) return true;
    const content = this.#read(() => this.#records.find(name));
    if (content === undefined || content === told) return content === told;
    // A nameless process is only known to run if it is this one.
    return content === nameless
      ? !this.#intended.has(name)
      : !checkReturned(this.#processes.isRunning(content), 'The function isRunning of processes');
  }

  #names(): readonly string[] {
    const recorded = this.#read(() => this.#records.list()) ?? [];
    return [...this.#unrecorded, ...recorded.map(({ name }) => name)];
  }

  async #forget(names: readonly string[]): Promise<void> {
    for (const name of names) {
      this.#unrecorded.delete(name);
      await this.#intended.get(name);
      this.#intended.delete(name);
      // Often there is nothing to forget, and so nothing to write.
      if (this.#read(() => this.#records.find(name)) === undefined) continue;
      await this.#pass(() => this.#records.remove(name));
    }
  }

  async #pass(write: () => Promise<unknown>): Promise<boolean> {
    try {
      await write();
      return true;
    } catch (error) {
      this.#passOver(error);
      return false;
    }
  }

  #read<Result>(read: () => Result): Result | undefined {
    try {
      return read();
    } catch (error) {
      return this.#passOver(error);
    }
  }

  /** What the database fails at ends no revocation: it only makes the same request again a second one. */
  #passOver(error: unknown): undefined {
    if (!(error instanceof DatabaseError)) throw error;
    this.#logger.warn("What a requester was told of a revocation can't be recorded: {reason}", {
      reason: error.message,
    });
  }
}

function nameOf({ reason, requester, ...asked }: AskedRevocation): string {
  return `${startOf(asked)}${JSON.stringify([reason, requester])}`;
}

function startOf({ certificate: { ca, requestId, serialNumber } }: Pick<AskedRevocation, 'certificate'>) {
  return JSON.stringify([ca, requestId, serialNumber]);
}
