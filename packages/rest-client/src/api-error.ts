import { spellingsOf } from '@certbridge/plain-text';
import { cleanServerText, cleanText } from './clean-text.ts';

/** Why a call failed; stable, made for `switch`. */
export type ApiErrorCode =
  | 'unauthorized'
  | 'forbidden'
  | 'not-found'
  | 'bad-request'
  | 'conflict'
  | 'rate-limited'
  | 'server-error'
  | 'unreachable'
  | 'timeout'
  | 'tls'
  | 'invalid-response'
  | 'too-large'
  | 'not-this-api'
  | 'not-stored'
  | 'aborted'
  | 'invalid-argument';

/** What an {@link ApiError} carries in addition to its message. */
export interface ApiErrorDetails {
  /** Why the call failed; made for `switch`. */
  readonly code: ApiErrorCode;
  /** HTTP status, where there was a response. */
  readonly status?: number | undefined;
  /** The system's own error code: a number in SCM, text in Command and OAuth, cut to 100 characters. */
  readonly apiCode?: number | string | undefined;
  /** The system's own message, cut to 300 characters. */
  readonly apiMessage?: string | undefined;
  /** HTTP method of the call. */
  readonly method?: string | undefined;
  /** Path of the call below the base URL, without its query. */
  readonly path?: string | undefined;
  /** Display name of the system that was called. */
  readonly system?: string | undefined;
  /** Whether the same call may succeed later. */
  readonly retryable?: boolean | undefined;
  /** How long the server asked to be left alone, in milliseconds; at most a day. */
  readonly retryAfterMs?: number | undefined;
  /** True where nothing of the request left this machine, so that the system can't have acted on it. */
  readonly unsent?: true | undefined;
  /**
   * True where the response held the system's own error document, so that it is the system's response. Any other refusal may be
   * that of a proxy in between, which says nothing of what the system did.
   */
  readonly ownDocument?: true | undefined;
  /** Texts to hide in all of it, with escapes, too; not kept. */
  readonly secrets?: readonly string[] | undefined;
}

/** The texts of an error, with their greatest lengths. */
const textLengths: Readonly<Record<string, number>> = { method: 20, path: 500, system: 100 };
const messageLength = 2000;

/** The same in every copy of this package. */
const mark = Symbol.for('@certbridge/rest-client.ApiError');

/**
 * Tells why a call failed, in one sentence and, where known, its remedy.
 *
 * Holds no header, no request body and no `cause`: any of them may carry a password or a token. Message and properties are
 * one line of plain text each, and `***` stands where a secret of the client or a sensitive value of the request was.
 * Properties that don't apply are absent.
 *
 * `instanceof` holds for the errors of any copy of this package: a program may have two versions of a client, or two clients that
 * need different ones.
 */
export class ApiError extends Error {
  override readonly name = 'ApiError';
  /** Why the call failed; made for `switch`. */
  readonly code: ApiErrorCode;
  /** HTTP status, where there was a response. */
  declare readonly status?: number;
  /** The system's own error code: a number in SCM, text in Command and OAuth, cut to 100 characters. */
  declare readonly apiCode?: number | string;
  /** The system's own message, cut to 300 characters. */
  declare readonly apiMessage?: string;
  /** HTTP method of the call. */
  declare readonly method?: string;
  /** Path of the call below the base URL, without its query. */
  declare readonly path?: string;
  /** Display name of the system that was called. */
  declare readonly system?: string;
  /** How long the server asked to be left alone, in milliseconds; at most a day. */
  declare readonly retryAfterMs?: number;
  /** True where nothing of the request left this machine, so that the system can't have acted on it. */
  declare readonly unsent?: true;
  /**
   * True where the response held the system's own error document, so that it is the system's response. Any other refusal may be
   * that of a proxy in between, which says nothing of what the system did.
   */
  declare readonly ownDocument?: true;
  /** Whether the same call may succeed later. */
  readonly retryable: boolean;

  // biome-ignore-start lint/complexity/noThisInStatic: esbuild renames a class that names itself, and Node prints that name of an uncaught error
  static {
    Object.defineProperty(this.prototype, mark, { value: true });
  }

  /** Recognizes the errors of every copy of this package that is loaded. */
  static override [Symbol.hasInstance](value: unknown): boolean {
    // A class that extends this one has instances of its own.
    if (!Object.hasOwn(this.prototype, mark)) return Function.prototype[Symbol.hasInstance].call(this, value);
    return typeof value === 'object' && value !== null && mark in value;
  }
  // biome-ignore-end lint/complexity/noThisInStatic: see above

  constructor(message: string, { code, retryable = false, secrets = [], ...rest }: ApiErrorDetails) {
    const spellings = spellingsOf(secrets);
    super(cleanText(message, { spellings, maxLength: messageLength }));
    this.code = code;
    this.retryable = retryable;
    const details = { ...rest, ...cleanRefusal(rest, spellings) };
    for (const [key, value] of Object.entries(details)) {
      const maxLength = textLengths[key] ?? messageLength;
      const clean = typeof value === 'string' ? cleanText(value, { spellings, maxLength }) : value;
      if (clean !== undefined) Object.assign(this, { [key]: clean });
    }
  }
}

/** Makes a system's own words fit for an error and its message. */
export function cleanRefusal(
  { apiCode, apiMessage }: Pick<ApiErrorDetails, 'apiCode' | 'apiMessage'>,
  spellings: readonly string[],
): Pick<ApiErrorDetails, 'apiCode' | 'apiMessage'> {
  const text = apiCode === undefined ? '' : cleanServerText(String(apiCode), { spellings, maxLength: 100 });
  return {
    // A number stays one, unless it is a secret itself.
    apiCode: text === String(apiCode) ? apiCode : text || undefined,
    apiMessage:
      apiMessage === undefined
        ? undefined
        : cleanServerText(apiMessage, { spellings, maxLength: 300 }) || undefined,
  };
}
