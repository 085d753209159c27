import { endSentence, hideSecrets, spellingsOf } from '@certbridge/plain-text';
import * as v from 'valibot';
import { ApiError, type ApiErrorCode, cleanRefusal } from './api-error.ts';
import { hideIn } from './clean-text.ts';
import { describeIssue } from './describe-issue.ts';
import { findWords } from './find-words.ts';
import { isNestedTooDeeply } from './is-nested-too-deeply.ts';
import { parseRetryAfter, retryStatuses } from './retry-delay.ts';

/** A response, read to its end. */
export interface CompleteResponse {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  /** The body as it came, where a file was asked for. */
  readonly bytes?: Uint8Array<ArrayBuffer> | undefined;
}

/** What a system's own error document says. */
export interface Refusal {
  readonly apiCode?: number | string | undefined;
  readonly apiMessage?: string | undefined;
  /** Replaces the code that the status stands for. */
  readonly code?: ApiErrorCode | undefined;
  /** What the reader can do about it; one or more sentences. */
  readonly remedy?: string | undefined;
  /** Whether the same call may succeed later, where the code doesn't tell. */
  readonly retryable?: boolean | undefined;
}

/**
 * Reads a system's own error document; `document` is undefined where the response held no JSON. Undefined if it is no such document.
 * The call is given because systems use one code for different things.
 */
export type ReadRefusal = (
  document: unknown,
  status: number,
  call: { readonly method: string; readonly path: string },
) => Refusal | undefined;

/** What is needed to explain a response. */
export interface ResponseContext {
  readonly system: string;
  readonly method: string;
  readonly path: string;
  readonly hints: Partial<Readonly<Record<ApiErrorCode, string>>>;
  readonly secrets: readonly string[];
  readonly readRefusal?: ReadRefusal | undefined;
}

const codes: Readonly<Record<number, ApiErrorCode>> = {
  401: 'unauthorized',
  403: 'forbidden',
  404: 'not-found',
  408: 'timeout',
  409: 'conflict',
  410: 'not-found',
  412: 'conflict',
  429: 'rate-limited',
};

/**
 * Throws the `ApiError` that a response stands for, unless it is a success. ky knows only statuses: here a page in HTML is not a success,
 * and the system's own document decides what a refusal means.
 */
export function checkResponse(response: CompleteResponse, context: ResponseContext): void {
  const { status } = response;
  if (status >= 300 && status < 400) throw redirectError(response, context);
  const html = isHtml(response);
  if (status < 300) {
    if (html)
      throw notThisApi(response, context, { what: 'responded with an HTML page', code: 'invalid-response' });
    return;
  }
  const refusal = html ? undefined : readRefusal(response, context);
  const byStatus = codes[status] ?? (status >= 500 || status === 425 ? 'server-error' : 'bad-request');
  // A proxy's "not found" page says nothing about the object that was asked for.
  if (html && (byStatus === 'not-found' || status === 405)) {
    throw notThisApi(response, context, { what: `responded with an HTML page (${status})` });
  }
  throw refusalError(response, context, { code: refusal?.code ?? byStatus, html, refusal });
}

/** Reads what a system says, in the form that it is known for and in any other. */
function readRefusal(
  { text, status }: CompleteResponse,
  context: ResponseContext,
): Refusal & Pick<ApiError, 'ownDocument'> {
  const document = parseQuietly(text);
  const { method, path } = context;
  const refusal = context.readRefusal?.(document, status, { method, path }) ?? {};
  const isOwn = refusal.apiCode !== undefined || refusal.apiMessage !== undefined;
  const spellings = spellingsOf(context.secrets);
  const hide = (said: string) => hideIn(said, spellings);
  const code = hide(String(refusal.apiCode));
  let apiMessage = hide(refusal.apiMessage ?? '');
  for (const words of findWords(document, { text, hide })) {
    if (words === code || apiMessage.includes(words)) continue;
    apiMessage += apiMessage === '' ? words : /[.!?;:]$/.test(apiMessage) ? ` ${words}` : `; ${words}`;
  }
  return {
    ...refusal,
    apiMessage: apiMessage === '' ? undefined : apiMessage,
    ...(isOwn && { ownDocument: true }),
  };
}

/**
 * Throws an `ApiError` 'invalid-response' where a success holds the system's own error document. The call has no document else,
 * so nothing but that would tell that it was not done.
 */
export function checkNoRefusal(response: CompleteResponse, context: ResponseContext): void {
  // Nearly all of these responses are empty, and reading a refusal takes a while.
  if (response.text === '') return;
  const refusal = readRefusal(response, context);
  if (refusal.ownDocument !== true) return;
  const { apiCode, apiMessage } = cleanRefusal(refusal, spellingsOf(context.secrets));
  throw new ApiError(
    `${context.system} gave a success that holds an error (${response.status}, ${place(context)})${said({ apiCode, apiMessage })}`,
    { ...placeOf(context), code: 'invalid-response', status: response.status, apiCode, apiMessage },
  );
}

/** Reads the document of a success. Throws an `ApiError` 'invalid-response', which never repeats what was received. */
export function readDocument<const TSchema extends v.GenericSchema>(
  response: CompleteResponse,
  schema: TSchema,
  context: ResponseContext,
): v.InferOutput<TSchema> {
  const fail = (problem: string, retryable: boolean) =>
    new ApiError(`${context.system} gave a response that can't be used (${place(context)}): ${problem}.`, {
      ...placeOf(context),
      code: 'invalid-response',
      status: response.status,
      retryable,
    });
  if (isNestedTooDeeply(response.text)) throw fail('its arrays or objects are nested too deeply', false);
  let document: unknown;
  try {
    document = JSON.parse(response.text);
  } catch {
    // Mostly a response that was cut off where the connection did not tell, so another attempt may do better.
    throw fail(response.text.trim() === '' ? 'it is empty' : 'it is not JSON, or it was cut off', true);
  }
  const result = v.safeParse(schema, document);
  if (result.success) return result.output;
  throw fail(describeIssue(result.issues[0]), false);
}

function refusalError(
  response: CompleteResponse,
  context: ResponseContext,
  problem: { code: ApiErrorCode; html: boolean; refusal: ReturnType<typeof readRefusal> | undefined },
): ApiError {
  const { code, html, refusal } = problem;
  const { apiCode, apiMessage } = cleanRefusal(refusal ?? {}, spellingsOf(context.secrets));
  // Web servers respond to a refused login with a page of their own, so there a page tells nothing.
  const page =
    html && code !== 'unauthorized'
      ? ' The response was an HTML page, so it may come from a proxy or gateway in between.'
      : '';
  const hint = refusal?.remedy ?? context.hints[code];
  const remedy = hint === undefined ? '' : ` ${hint}`;
  return new ApiError(
    `${sentence(code, response.status, context)}${said({ apiCode, apiMessage })}${page}${remedy}`,
    {
      ...placeOf(context),
      code,
      status: response.status,
      apiCode,
      apiMessage,
      ownDocument: refusal?.ownDocument,
      retryable: refusal?.retryable ?? isRetryable(response.status, refusal?.code),
      retryAfterMs: retryAfter(response),
    },
  );
}

/** Ends a sentence with what a system says. */
function said({ apiCode, apiMessage }: Refusal): string {
  const inner = [apiMessage?.replace(/[.\s]+$/, ''), apiCode === undefined ? '' : `(${apiCode})`].filter(
    Boolean,
  );
  return inner.length === 0 ? '.' : `: ${endSentence(inner.join(' '))}`;
}

/** At most a day: a longer time is nothing that anybody waits for, and may be any number. */
function retryAfter({ headers }: CompleteResponse): number | undefined {
  const asked = parseRetryAfter(headers.get('retry-after'), Date.now());
  return asked === undefined ? undefined : Math.min(asked, 86_400_000);
}

function isRetryable(status: number, code: ApiErrorCode | undefined): boolean {
  return code === undefined ? retryStatuses.includes(status) : code === 'server-error';
}

function sentence(code: ApiErrorCode, status: number, context: ResponseContext): string {
  const { system } = context;
  const at = `(${status}, ${place(context)})`;
  switch (code) {
    case 'unauthorized':
      return `${system} refused the login (${status})`;
    case 'forbidden':
      return `${system} doesn't allow this login to make the call ${at}`;
    case 'not-found':
      return `${system} has no such object ${at}`;
    case 'conflict':
      return `${system} reports a conflict ${at}`;
    case 'rate-limited':
      return `${system} takes no more requests for now ${at}`;
    case 'timeout':
      return `${system} gave up waiting for the request ${at}`;
    case 'server-error':
      return `${system} failed ${at}`;
    default:
      return `${system} refused the request ${at}`;
  }
}

function notThisApi(
  response: CompleteResponse,
  context: ResponseContext,
  { what, code = 'not-this-api' }: { readonly what: string; readonly code?: ApiErrorCode },
): ApiError {
  const hint = context.hints['not-this-api'];
  return new ApiError(
    `The address of ${context.system} ${what} where JSON was expected (${place(context)}), so a login page, a proxy or another service is there.${hint === undefined ? '' : ` ${hint}`}`,
    { ...placeOf(context), code, status: response.status },
  );
}

/** Redirects aren't followed: they would carry the login along, and an API that is addressed rightly sends none. */
function redirectError(response: CompleteResponse, context: ResponseContext): ApiError {
  // Parsing an address respells it, and a secret in it could not be recognized any more.
  const location = hideSecrets(response.headers.get('location') ?? '', spellingsOf(context.secrets));
  const target = URL.canParse(location) ? ` to ${new URL(location).origin}` : '';
  return notThisApi(response, context, { what: `responded with a redirect${target} (${response.status})` });
}

function isHtml(response: CompleteResponse): boolean {
  if (/^\s*text\/html\b/i.test(response.headers.get('content-type') ?? ''))
    return response.text.trim() !== '';
  return /^\s*<(!doctype html|html|head|body)\b/i.test(response.text);
}

/** A refusal is a few sentences; of more the beginning says enough. */
const MAX_REFUSAL_LENGTH = 4_000_000;

/** Parses the document of a refusal; undefined if it isn't JSON. */
function parseQuietly(text: string): unknown {
  if (text.length > MAX_REFUSAL_LENGTH || isNestedTooDeeply(text)) return undefined;
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function place(context: ResponseContext): string {
  return `${context.method} ${context.path}`;
}

function placeOf(context: ResponseContext) {
  return { method: context.method, path: context.path, system: context.system, secrets: context.secrets };
}
