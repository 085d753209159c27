import { createRandom, type Random } from '../random.ts';

/** How a certificate appears in lists or vanishes from them. */
export type ChurnKind =
  | 'addedToBoth'
  | 'addedToScm'
  /** Only in Command; SCM may have it already. */
  | 'addedToCommand'
  /** A pending request in SCM is issued. It keeps its id and so appears in the middle of the list. */
  | 'issuedInScm'
  /** In SCM and, if it has the certificate, in Command. */
  | 'revoked'
  | 'removedFromScm'
  | 'removedFromCommand';

/** A certificate that appeared or vanished before a request. */
export interface ChurnChange {
  /** Counts from 1. */
  number: number;
  /** `seq` of the first request to see it. */
  request: number;
  kind: ChurnKind;
  /** Null when SCM was not touched. */
  sslId: number | null;
  /** Null when Command was not touched. */
  commandId: number | null;
  /** 32 upper-case hexadecimal digits. */
  serialNumber: string;
}

/** What has appeared and vanished since the start or the last reset. */
export interface ChurnState {
  readonly random: Random;
  readonly changes: ChurnChange[];
}

/** Creates the state before anything has appeared or vanished. */
export function createChurn(seed: number): ChurnState {
  return { random: createRandom(seed, 'churn'), changes: [] };
}
