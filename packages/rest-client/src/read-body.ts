import { promisify } from 'node:util';
import { brotliDecompress, gunzip, inflate } from 'node:zlib';
import { hiddenEncodings } from './exchange-dispatcher.ts';

/** A response had more bytes than may be read. */
export class ResponseTooLarge extends Error {
  override readonly name = 'ResponseTooLarge';
  readonly maxBytes: number;

  constructor(maxBytes: number) {
    super(`The response has more than ${maxBytes} bytes.`);
    this.maxBytes = maxBytes;
  }
}

type Decoder = (
  bytes: Uint8Array,
  options: { readonly maxOutputLength: number },
) => Promise<Uint8Array<ArrayBuffer>>;

const decoders: Readonly<Record<string, Decoder>> = {
  gzip: promisify(gunzip),
  'x-gzip': promisify(gunzip),
  deflate: promisify(inflate),
  br: promisify(brotliDecompress),
};

interface ReadOptions {
  /** Most bytes of the body, as received and after each step of decompression. */
  readonly maxBytes: number;
  readonly signal: AbortSignal;
}

/** Reads the body of a response to its end and decompresses it. Throws {@link ResponseTooLarge} as soon as that shows. */
export async function readBody(response: Response, options: ReadOptions): Promise<Uint8Array<ArrayBuffer>> {
  const bytes = await readBytes(response, options);
  return decompress(bytes, hiddenEncodings(response), options);
}

async function readBytes({ body }: Response, { maxBytes }: ReadOptions): Promise<Uint8Array<ArrayBuffer>> {
  if (body === null) return new Uint8Array();
  const reader: ReadableStreamDefaultReader<Uint8Array> = body.getReader();
  const chunks: Uint8Array[] = [];
  let length = 0;
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return Buffer.concat(chunks, length);
    length += value.byteLength;
    if (length > maxBytes) {
      // Destroys the connection; nothing waits for that.
      reader.cancel().catch(() => {});
      throw new ResponseTooLarge(maxBytes);
    }
    chunks.push(value);
  }
}

/** Undoes the encodings, the last one first; an unknown one stays. */
async function decompress(
  bytes: Uint8Array<ArrayBuffer>,
  encodings: string,
  { maxBytes, signal }: ReadOptions,
): Promise<Uint8Array<ArrayBuffer>> {
  if (encodings === '' || bytes.length === 0) return bytes;
  let decoded = bytes;
  for (const name of encodings.toLowerCase().split(',').toReversed()) {
    signal.throwIfAborted();
    decoded =
      (await decoders[name.trim()]?.(decoded, { maxOutputLength: maxBytes }).catch(refuseBomb)) ?? decoded;
  }
  return decoded;

  function refuseBomb(error: unknown): never {
    const isBomb = error instanceof RangeError && 'code' in error && error.code === 'ERR_BUFFER_TOO_LARGE';
    throw isBomb ? new ResponseTooLarge(maxBytes) : error;
  }
}
