import type { TextOutput } from './cli-io.ts';

/** Pieces are handed on together, so that a long list costs few writes. In UTF-16 code units. */
const BATCH = 64 * 1024;

/**
 * Writes pieces of text at the reader's pace, and ends where nobody reads any more.
 *
 * What came before an error in the pieces is written.
 */
export async function printPieces(
  output: TextOutput,
  pieces: AsyncIterable<string> | Iterable<string>,
): Promise<void> {
  let batch = '';
  const flush = async () => {
    const text = batch;
    batch = '';
    if (text !== '' && output.write(text) === false) await output.drained?.();
  };
  try {
    for await (const piece of pieces) {
      batch += piece;
      if (batch.length < BATCH) continue;
      await flush();
      if (output.closed === true) return;
    }
  } finally {
    await flush();
  }
}
