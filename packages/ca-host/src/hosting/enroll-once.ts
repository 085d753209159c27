import type { EnrollmentResult } from '@certbridge/ca-plugin';
import { giveUpOrder } from './give-up-order.ts';
import type { HostContext } from './host-context.ts';
import type { HostOrderOptions, IdentifiedOrder } from './identified-order.ts';

/** An order that is given up is placed anew, and that one may be lost as well. */
const MOST_TURNS = 3;

/**
 * Orders through the plugin. An order whose response was lost, which nobody sends any more, and of which the authority has no trace
 * after a time, is given up, and the same is ordered anew.
 */
export async function enrollOnce(
  context: HostContext,
  { enrollment, identity, hash }: Pick<IdentifiedOrder, 'enrollment' | 'identity' | 'hash'>,
  { signal, waitMs }: HostOrderOptions,
): Promise<EnrollmentResult> {
  const { plugin } = context;
  const end = performance.now() + waitMs;
  for (let turn = 1; ; turn += 1) {
    const left = Math.max(0, end - performance.now());
    const result = await plugin.enroll(enrollment, { signal, waitMs: left, identity });
    const isLost = result.enrollmentContext.response === 'lost';
    if (!isLost || turn === MOST_TURNS || !(await giveUp(context, hash, result))) return result;
  }
}

/** Gives an open order up where it is time, and tells whether to order again. */
async function giveUp(
  context: HostContext,
  hash: string,
  { enrollmentContext: { trace } }: EnrollmentResult,
): Promise<boolean> {
  const open = await context.store.orders.newest(hash);
  if (open?.state !== 'sent') return false;
  context.watch.note(open);
  return trace === 'none' && (await giveUpOrder(context, open));
}
