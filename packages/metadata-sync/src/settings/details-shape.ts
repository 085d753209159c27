import type { PathShape } from '@certbridge/field-mapping';
import { SslDetailsSchema } from '@certbridge/sectigo-client';

/** The paths that SCM's certificate details have, derived from the schema that decodes them. */
export const detailsShape: PathShape = toShape(SslDetailsSchema);

/** The parts of a valibot schema that tell its shape, whichever kind of schema it is. */
interface SchemaParts {
  readonly type: string;
  readonly entries?: Readonly<Record<string, SchemaParts>>;
  readonly item?: SchemaParts;
  readonly value?: SchemaParts;
  readonly wrapped?: SchemaParts;
  readonly options?: readonly (SchemaParts | string)[];
  readonly pipe?: readonly SchemaParts[];
}

function toShape(schema: unknown): PathShape {
  const parts = schema as SchemaParts;
  // What only prepares a value says nothing of its shape.
  const first = parts.pipe?.find(({ type }) => type !== 'unknown' && type !== 'transform') ?? parts.pipe?.[0];
  if (first && first !== parts) return toShape(first);
  if (parts.wrapped) return toShape(parts.wrapped);
  if (parts.entries) {
    const properties = Object.entries(parts.entries).map(([key, entry]) => [key, toShape(entry)] as const);
    return { kind: 'object', properties: Object.fromEntries(properties) };
  }
  if (parts.type === 'array' && parts.item) return { kind: 'array', item: toShape(parts.item) };
  if (parts.type === 'record' && parts.value) return { kind: 'map', value: toShape(parts.value) };
  return { kind: 'value' };
}
