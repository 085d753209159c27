import { type CallOptions, optional, type Shape } from '@certbridge/rest-client';
import type { MetadataCallOptions, RowOptions } from './call-options.ts';

const callShape = { signal: 'signal?' } as const satisfies Shape<CallOptions>;

/** Options of every call. */
export const callOptions = optional('option', callShape);

/** Options for listing metadata fields. */
export const rowOptions = optional('option', {
  ...callShape,
  onUnreadableRow: 'function?',
} satisfies Shape<RowOptions>);

/** What options of a call that carries metadata may be. */
export const metadataShape = {
  ...callShape,
  sensitiveFields: 'texts?',
  secrets: 'texts?',
} as const satisfies Shape<MetadataCallOptions>;
