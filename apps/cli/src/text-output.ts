import type { Writable } from 'node:stream';
import type { TextOutput } from './cli-io.ts';
import { errorCode } from './files/error-code.ts';

/** What a stream fails with when its reader closes; Windows says EOF. */
const readerGone = ['EPIPE', 'EOF', 'ECONNRESET', 'ERR_STREAM_DESTROYED'];

/**
 * Wraps a stream as an output. A reader that closes a pipe early, as `head` does, is not an error: the output is closed
 * from then on. Any other error, such as a full disk, closes it too, and is its failure.
 */
export function toTextOutput(stream: Writable): TextOutput {
  let closed = false;
  const close = () => {
    closed = true;
  };
  let failure: string | undefined;
  stream.on('error', (error) => {
    close();
    const code = errorCode(error);
    if (!readerGone.includes(code)) failure ??= code;
  });
  stream.on('close', close);
  return {
    get closed() {
      return closed;
    },
    get failure() {
      return failure;
    },
    write: (text) => closed || stream.write(text),
    drained: async () => {
      if (!closed && stream.writableNeedDrain) await drainOf(stream);
      await nextTurn();
    },
  };
}

/** Lets events through that a long list would delay: a broken pipe, or Ctrl-C. */
function nextTurn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}

function drainOf(stream: Writable): Promise<void> {
  return new Promise((resolve) => {
    const events = ['drain', 'close', 'error'];
    const settle = () => {
      for (const event of events) stream.off(event, settle);
      resolve();
    };
    for (const event of events) stream.on(event, settle);
  });
}
