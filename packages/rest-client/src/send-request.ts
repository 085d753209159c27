import { promisify } from 'node:util';
import { brotliDecompress, gunzip, inflate } from 'node:zlib';
import { DecoratorHandler, type Dispatcher, request as send } from 'undici';
import type { Answer } from './read-answer.ts';

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
const utf8 = new TextDecoder();

/**
 * Sends a request and reads its answer to the end; redirects are not followed. Throws {@link ResponseTooLarge}, and
 * undici's own errors.
 *
 * By undici's `request`, since `fetch` takes twice its CPU time: it makes streams, and a second request with headers and a
 * signal of its own.
 */
export async function sendRequest(
  request: Request,
  {
    dispatcher,
    signal,
    asFile,
    maxBytes,
    content,
    onStart,
  }: {
    readonly dispatcher: Dispatcher;
    readonly signal: AbortSignal;
    readonly asFile: boolean;
    /** Most bytes of the body, as it comes and after each step of decompression. */
    readonly maxBytes: number;
    readonly content: string | undefined;
    /** Called just before the first byte goes out over a connection that stands. */
    readonly onStart?: (() => void) | undefined;
  },
): Promise<Answer> {
  const { statusCode, headers, body } = await send(request.url, {
    dispatcher: onStart === undefined ? dispatcher : watchStart(dispatcher, onStart),
    signal,
    method: request.method,
    headers: {
      'user-agent': 'certbridge',
      'accept-encoding': 'gzip, deflate, br',
      ...Object.fromEntries(request.headers),
    },
    body: content ?? null,
  });
  const received = await readBody(body, maxBytes);
  const bytes = await decode(received, headers['content-encoding'], { maxBytes, signal });
  return {
    status: statusCode,
    headers: readHeaders(headers),
    text: utf8.decode(bytes),
    ...(asFile && { bytes }),
  };
}

/** undici tells of the start to the handler alone, once the connection stands. */
function watchStart(dispatcher: Dispatcher, onStart: () => void): Dispatcher {
  return dispatcher.compose((dispatch) => (options, handler) => {
    const watched: Dispatcher.DispatchHandler = new DecoratorHandler(handler);
    const start = watched.onRequestStart?.bind(watched);
    watched.onRequestStart = (controller, context) => {
      onStart();
      start?.(controller, context);
    };
    return dispatch(options, watched);
  });
}

function readHeaders(received: Readonly<Record<string, string | string[] | undefined>>): Headers {
  const headers = new Headers();
  for (const [name, value = []] of Object.entries(received)) {
    for (const each of [value].flat()) headers.append(name, each);
  }
  return headers;
}

/** Reads a body; leaving the loop early destroys the connection. */
async function readBody(body: AsyncIterable<Uint8Array>, maxBytes: number): Promise<Uint8Array<ArrayBuffer>> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of body) {
    length += chunk.byteLength;
    if (length > maxBytes) throw new ResponseTooLarge(maxBytes);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks, length);
}

/** Takes the encodings away, the last one first; an unknown one stays. */
async function decode(
  bytes: Uint8Array<ArrayBuffer>,
  encodings: string | readonly string[] | undefined,
  { maxBytes, signal }: { readonly maxBytes: number; readonly signal: AbortSignal },
): Promise<Uint8Array<ArrayBuffer>> {
  if (encodings === undefined || bytes.length === 0) return bytes;
  let decoded = bytes;
  for (const name of String(encodings).toLowerCase().split(',').toReversed()) {
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
