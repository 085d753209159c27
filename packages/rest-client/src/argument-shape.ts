/**
 * What a property may hold; with `?` it may be absent or undefined, too. Numbers are checked by their limits, elsewhere, and so are the
 * functions of what is `implemented` by others, which may be an object of any kind, and what is in a `list`; `texts` is a list of texts.
 */
export type PropertyKind = BaseKind | `${BaseKind}?`;
type BaseKind =
  | 'text'
  | 'number'
  | 'flag'
  | 'text or null'
  | 'number or null'
  | 'flag or null'
  | 'list'
  | 'texts'
  | 'function'
  | 'signal'
  | 'object'
  | 'implemented'
  | 'any';

/** What each property of an object may hold, whichever object it is. */
export interface AnyShape {
  readonly [name: string]: PropertyKind | AnyShape;
}

/**
 * What each property of an argument may hold. Complete by its type: a property that is new doesn't compile before it stands
 * here. Of a union all members' properties count.
 */
export type Shape<T> = { readonly [TKey in KeyOfAny<T>]: KindOf<ValueOfAny<T, TKey>> };

type KeyOfAny<T> = T extends unknown ? keyof T & string : never;
type ValueOfAny<T, TKey extends string> = T extends unknown
  ? TKey extends keyof T
    ? T[TKey] | (T extends Record<TKey, unknown> ? never : undefined)
    : undefined
  : never;

type KindOf<TValue> = undefined extends TValue
  ? OptionalKind<KindOfPresent<Exclude<TValue, undefined>>>
  : KindOfPresent<TValue>;
type OptionalKind<TKind> = TKind extends string ? `${TKind}?` : TKind;
type KindOfPresent<TValue> = [TValue] extends [AbortSignal]
  ? 'signal'
  : [TValue] extends [(...parameters: never) => unknown]
    ? 'function'
    : [TValue] extends [string]
      ? 'text'
      : [TValue] extends [number]
        ? 'number'
        : [TValue] extends [boolean]
          ? 'flag'
          : [TValue] extends [readonly unknown[]]
            ? ListKind<TValue>
            : [TValue] extends [string | null]
              ? 'text or null'
              : [TValue] extends [number | null]
                ? 'number or null'
                : [TValue] extends [boolean | null]
                  ? 'flag or null'
                  : 'object' | 'implemented' | 'any' | AnyShape;

type ListKind<TValue> = [TValue] extends [readonly string[]] ? 'texts' | 'list' : 'list';

/** An argument that is an object of named values. */
export interface ObjectArgument<TShape = AnyShape, TRequired extends boolean = boolean> {
  /** What its properties are: `option`, `filter`. */
  readonly noun: string;
  readonly required: TRequired;
  readonly shape: TShape;
}

/** An argument that may be left out. */
export function optional<const TShape>(noun: string, shape: TShape): ObjectArgument<TShape, false> {
  return { noun, required: false, shape };
}

/** An argument that must be given. */
export function required<const TShape>(noun: string, shape: TShape): ObjectArgument<TShape, true> {
  return { noun, required: true, shape };
}

/** The arguments of each call: their shape, or null for one that the call checks itself. */
export type ArgumentsOf<T> = {
  readonly [TName in keyof T]: T[TName] extends (...parameters: infer TParameters) => unknown
    ? { readonly [TIndex in keyof TParameters]-?: ArgumentOf<TParameters[TIndex]> }
    : never;
};

type ArgumentOf<TValue> = [Exclude<TValue, undefined>] extends [string | number | readonly unknown[]]
  ? null
  : string extends keyof Exclude<TValue, undefined>
    ? null
    : ObjectArgument<Shape<Exclude<TValue, undefined>>, undefined extends TValue ? false : true>;
