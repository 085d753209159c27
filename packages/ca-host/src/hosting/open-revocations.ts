import type { Logger } from '@logtape/logtape';
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

/**
 * Knows the revocations whose requesters were told that the authority can't be asked now. The outcome of one is returned for the
 * same request again, which finds the certificate revoked.
 */
export class OpenRevocations {
  readonly #records: RecordStore;
  readonly #logger: Logger;
  /** Those that are not recorded yet, or can't be. */
  readonly #unrecorded = new Set<string>();

  constructor(records: RecordStore, { logger }: { readonly logger: Logger }) {
    this.#records = records;
    this.#logger = logger;
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
    try {
      await this.#records.add({ name, content: '' });
      this.#unrecorded.delete(name);
    } catch (error) {
      this.#passOver(error);
    }
  }

  #isKnown(name: string): boolean {
    return this.#unrecorded.has(name) || this.#read(() => this.#records.find(name)) !== undefined;
  }

  #names(): readonly string[] {
    const recorded = this.#read(() => this.#records.list()) ?? [];
    return [...this.#unrecorded, ...recorded.map(({ name }) => name)];
  }

  async #forget(names: readonly string[]): Promise<void> {
    // Mostly there is nothing to forget, and so nothing to write.
    for (const name of names.filter((each) => this.#isKnown(each))) {
      this.#unrecorded.delete(name);
      await this.#records.remove(name).catch((error: unknown) => this.#passOver(error));
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
    this.#logger.warn('What a requester was told of a revocation can not be recorded: {reason}', {
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
