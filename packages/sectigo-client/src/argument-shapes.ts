import { type CallOptions, optional, type Shape } from '@certbridge/rest-client';
import type { ListOptions, RowOptions } from './call-options.ts';

const callShape = { signal: 'signal?' } as const satisfies Shape<CallOptions>;

/** Options of every call. */
export const callOptions = optional('option', callShape);

/** What options of a list that isn't paged, or of a report, may be. */
export const rowShape = { ...callShape, onUnreadableRow: 'function?' } as const satisfies Shape<RowOptions>;

/** What options of a paged list may be. */
export const listShape = { ...rowShape, pageSize: 'number?' } as const satisfies Shape<ListOptions>;

/** Options of a paged list. */
export const listOptions = optional('option', listShape);
