import type { TextOutput } from './cli-io.ts';

/** Pieces are handed on together, so that a long list costs few writes. In UTF-16 code units. */
const BATCH = 64 * 1024;

/**
 * Writes pieces of text at the reader's pace; ends early if the reader is gone, and when the signal is aborted. Returns whether
 * the signal kept pieces back.
 *
 * What came before an error in the pieces is written.
 */
export async function printPieces(
  output: TextOutput,
  pieces: AsyncIterable<string> | Iterable<string>,
  { signal }: { readonly signal?: AbortSignal } = {},
): Promise<boolean> {
  let isCut = false;
  async function* wanted() {
    for await (const piece of pieces) {
      isCut = signal?.aborted === true;
      if (isCut) return;
      yield piece;
    }
  }
  for await (const batch of inBatches(wanted())) {
    if (output.write(batch) === false) await output.drained?.();
    if (output.closed === true) return false;
  }
  return isCut;
}

/** Joins pieces of text into larger ones. What came before an error in the pieces is handed out. */
export async function* inBatches(
  pieces: AsyncIterable<string> | Iterable<string>,
): AsyncGenerator<string, void, undefined> {
  let batch = '';
  try {
    for await (const piece of pieces) {
      batch += piece;
      if (batch.length < BATCH) continue;
      const whole = batch;
      batch = '';
      yield whole;
    }
  } finally {
    if (batch !== '') yield batch;
  }
}
