import type { SandboxContext } from '../http/pipeline.ts';
import type { Switches } from '../switches.ts';
import { badRequest, isScmError, type ScmError } from './scm-error.ts';

const largestPage = 200;

/** A page of a list: at most `size` rows from `first`. */
export interface Page {
  first: number;
  size: number;
}

/** Reads `size` and `position` and applies the fault knobs. */
export function readPage(c: SandboxContext, switches: Switches): Page | ScmError {
  const query = new URL(c.req.url).searchParams;
  const size = readSize(query.get('size'), switches);
  if (typeof size !== 'number') return size;
  const position = query.get('position') ?? '0';
  if (!/^\d{1,10}$/.test(position)) return badRequest(-1001, "Value of 'position' must not be negative.");
  const page = c.get('page');
  return { first: page === 'repeated' ? 0 : Number(position), size: page === 'empty' ? 0 : size };
}

/** Returns the rows of a page. */
export function takePage<T>(items: readonly T[], { first, size }: Page, descending = false): T[] {
  if (!descending) return items.slice(first, first + size);
  const end = Math.max(0, items.length - first);
  return items.slice(Math.max(0, end - size), end).reverse();
}

/** Reads a query parameter that must be a positive integer; undefined if absent or empty. */
export function readPositive(c: SandboxContext, name: string): number | undefined | ScmError {
  const text = c.req.query(name) ?? '';
  if (text === '') return undefined;
  return /^[1-9]\d{0,9}$/.test(text) ? Number(text) : badRequest(-1001, `Value of '${name}' is not valid.`);
}

/** Distinguishes a refusal from an optional value. */
export function isRefusal<T>(value: T | ScmError): value is ScmError {
  return typeof value === 'object' && value !== null && isScmError(value);
}

function readSize(text: string | null, switches: Switches): number | ScmError {
  if (text === null) return switches.sizeAbsent;
  if (!/^\d{1,10}$/.test(text)) return badRequest(-1001, "Value of 'size' must be a number from 0 to 200.");
  const size = Number(text);
  if (size === 0 && switches.sizeZero === 'default') return switches.sizeAbsent;
  const tooSmall = size === 0 && switches.sizeZero === 'refused';
  const tooLarge = size > largestPage && switches.sizeOver200 === 'refused';
  if (tooSmall || tooLarge) return badRequest(-1001, "Value of 'size' must be a number from 0 to 200.");
  return Math.min(size, largestPage);
}
