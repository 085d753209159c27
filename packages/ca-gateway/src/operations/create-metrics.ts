import type { CaHost, HostedCa } from '@certbridge/ca-host';
import type { MiddlewareHandler } from 'hono';
import { Counter, Gauge, Histogram, Registry } from 'prom-client';
import type { GatewayEnv } from '../gateway-env.ts';
import { isReady } from '../is-ready.ts';
import { operationOf } from './operation-of.ts';

/** Figures of a gateway, for Prometheus. */
export interface Metrics {
  /** Counts the requests that pass it. */
  readonly observe: MiddlewareHandler<GatewayEnv>;
  readonly contentType: string;
  /** Returns all figures as text. */
  readonly render: () => Promise<string>;
}

const day = 24 * 60 * 60 * 1000;
/** Days within which active certificates expire: each counts those of the shorter ones, too. */
const horizons: readonly number[] = [1, 7, 14, 30, 60, 90];
const second = 1000;

/** Creates the figures of a gateway over a host. Those of the host are read when somebody asks. */
export function createMetrics(host: CaHost): Metrics {
  const registry = new Registry();
  const registers = [registry];
  const requests = new Counter({
    name: 'certbridge_gateway_requests_total',
    help: 'Requests by operation and status of the response.',
    labelNames: ['operation', 'status'],
    registers,
  });
  const durations = new Histogram({
    name: 'certbridge_gateway_request_duration_seconds',
    help: 'How long requests took, by operation.',
    labelNames: ['operation'],
    buckets: [0.005, 0.025, 0.1, 0.5, 1, 2.5, 5, 10],
    registers,
  });
  addCaFigures(host, registers);
  addCertificateFigures(host, registers);
  return {
    contentType: registry.contentType,
    render: () => registry.metrics(),
    observe: async (context, next) => {
      const begun = performance.now();
      await next();
      const operation = operationOf(context);
      requests.inc({ operation, status: context.res.status });
      durations.observe({ operation }, (performance.now() - begun) / second);
    },
  };
}

function addCaFigures({ cas }: CaHost, registers: Registry[]): void {
  const eachCa = (set: (ca: HostedCa) => void) => {
    for (const ca of cas) set(ca);
  };
  new Counter({
    name: 'certbridge_ca_orders_total',
    help: 'Orders since the start, by outcome.',
    labelNames: ['ca', 'state'],
    registers,
    collect() {
      this.reset();
      eachCa(({ name: ca, state }) => {
        for (const [each, count] of Object.entries(state().orders)) this.inc({ ca, state: each }, count);
      });
    },
  });
  new Gauge({
    name: 'certbridge_ca_requests_waiting',
    help: 'Requests that wait at the authority.',
    labelNames: ['ca'],
    registers,
    collect() {
      eachCa((ca) => this.set({ ca: ca.name }, ca.state().waiting));
    },
  });
  new Gauge({
    name: 'certbridge_ca_ready',
    help: 'Whether a first full scan has been completed.',
    labelNames: ['ca'],
    registers,
    collect() {
      eachCa((ca) => this.set({ ca: ca.name }, Number(isReady(ca))));
    },
  });
  new Gauge({
    name: 'certbridge_ca_login_refused',
    help: 'Whether SCM has refused the login: until it is accepted again, nothing is ordered.',
    labelNames: ['ca'],
    registers,
    collect() {
      eachCa((ca) => this.set({ ca: ca.name }, Number(ca.state().isLoginRefused)));
    },
  });
  new Gauge({
    name: 'certbridge_ca_scan_age_seconds',
    help: 'Time since the last completed scan; kind full counts only full ones. Absent before the first.',
    labelNames: ['ca', 'kind'],
    registers,
    collect() {
      this.reset();
      eachCa((ca) => {
        const { lastFullScan, lastScan } = ca.state();
        for (const [kind, at] of [
          ['full', lastFullScan],
          ['any', lastScan],
        ] as const) {
          if (at !== null) this.set({ ca: ca.name, kind }, (Date.now() - at.getTime()) / second);
        }
      });
    },
  });
  for (const [figure, what] of [
    ['sent', 'calls'],
    ['failed', 'call_errors'],
  ] as const) {
    new Counter({
      name: `certbridge_ca_scm_${what}_total`,
      help: `Calls to SCM since the start that were ${figure}.`,
      labelNames: ['ca'],
      registers,
      collect() {
        this.reset();
        eachCa((ca) => this.inc({ ca: ca.name }, ca.state().calls[figure]));
      },
    });
  }
}

function addCertificateFigures({ cas, certificates }: CaHost, registers: Registry[]): void {
  new Gauge({
    name: 'certbridge_certificates',
    help: 'Certificates in the store by status.',
    labelNames: ['ca', 'status'],
    registers,
    async collect() {
      const now = new Date();
      for (const { name: ca } of cas) {
        const active = { cas: [ca], statuses: ['active'] as const };
        this.set({ ca, status: 'active' }, await certificates.count({ ...active, expires: { after: now } }));
        this.set(
          { ca, status: 'expired' },
          await certificates.count({ ...active, expires: { before: now } }),
        );
        this.set({ ca, status: 'revoked' }, await certificates.count({ cas: [ca], statuses: ['revoked'] }));
      }
    },
  });
  new Gauge({
    name: 'certbridge_certificates_expiring',
    help: 'Active certificates in the store that expire within so many days.',
    labelNames: ['ca', 'days'],
    registers,
    async collect() {
      const after = new Date();
      for (const { name: ca } of cas) {
        for (const days of horizons) {
          const before = new Date(after.getTime() + days * day);
          this.set(
            { ca, days },
            await certificates.count({ cas: [ca], statuses: ['active'], expires: { after, before } }),
          );
        }
      }
    },
  });
}
