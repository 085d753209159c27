import { createRandom, type Random } from '../random.ts';

/** How a certificate appears in the lists, or vanishes from them. */
export type ChurnKind =
  | 'addedToBoth'
  | 'addedToScm'
  /** Known to SCM already, or to nobody else. */
  | 'addedToCommand'
  /** A pending request of SCM, which keeps its id and so appears in the middle of the list. */
  | 'issuedInScm'
  /** In SCM and, if it is there, in Command. */
  | 'revoked'
  | 'removedFromScm'
  | 'removedFromCommand';

/** A certificate that appeared or vanished between two requests. */
export interface ChurnChange {
  /** Counts from 1. */
  number: number;
  /** `seq` of the request that was the first to see it. */
  request: number;
  kind: ChurnKind;
  /** Null when SCM was not touched. */
  sslId: number | null;
  /** Null when Command was not touched. */
  commandId: number | null;
  /** 32 upper-case hexadecimal digits. */
  serialNumber: string;
}

/** What appeared and vanished since the start or the last reset. */
export interface ChurnState {
  readonly random: Random;
  readonly changes: ChurnChange[];
}

/** Creates the state of a world in which nothing has appeared or vanished yet. */
export function createChurn(seed: number): ChurnState {
  return { random: createRandom(seed, 'churn'), changes: [] };
}
