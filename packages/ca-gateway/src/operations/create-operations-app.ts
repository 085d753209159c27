import { type CaHost, DatabaseError } from '@certbridge/ca-host';
import { Hono } from 'hono';
import { isReady } from '../is-ready.ts';
import type { Metrics } from './create-metrics.ts';

/** What the operations app reports on. */
export interface OperationsServices {
  readonly host: Pick<CaHost, 'cas'>;
  readonly metrics: Pick<Metrics, 'render' | 'contentType'>;
  /** Aborts when the gateway is to end. */
  readonly draining: AbortSignal;
}

/** Creates the app for those who watch a gateway: health and metrics. It asks for no credentials. */
export function createOperationsApp({ host, metrics, draining }: OperationsServices): Hono {
  const app = new Hono();
  app.get('/health/live', (context) => context.json({ status: 'live' }));
  app.get('/health/ready', (context) => {
    if (draining.aborted) return context.json({ status: 'draining' }, 503);
    const waiting = waitingCas(host);
    if (waiting === undefined) return context.json({ status: "the database can't be used" }, 503);
    return waiting.length > 0
      ? context.json({ status: 'waiting for the first full scan', cas: waiting }, 503)
      : context.json({ status: 'ready' });
  });
  app.get('/metrics', async (context) =>
    context.body(await metrics.render(), 200, { 'Content-Type': metrics.contentType }),
  );
  return app;
}

/** Names of the CAs that were not scanned yet; undefined where the database can't tell. */
function waitingCas({ cas }: Pick<CaHost, 'cas'>): readonly string[] | undefined {
  try {
    return cas.filter((ca) => !isReady(ca)).map(({ name }) => name);
  } catch (error) {
    if (!(error instanceof DatabaseError)) throw error;
    return undefined;
  }
}
