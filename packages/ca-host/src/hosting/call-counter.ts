import type { SectigoPluginOptions } from '@certbridge/ca-plugin';
import type { AuthorityCallCounts } from '../contract/hosted-ca.ts';

type HttpOptions = NonNullable<SectigoPluginOptions['http']>;

/** Counts the calls of a plugin, and knows the last response. Those without a response, with a server error or with a refused login count as failed. */
export class CallCounter {
  #sent = 0;
  #failed = 0;
  #last: { readonly at: number; readonly status: number; readonly text: string } | undefined;

  /** Adds the counting to options of the HTTP layer. */
  watch(http: HttpOptions = {}): HttpOptions {
    return {
      ...http,
      onRequest: (entry) => {
        this.#sent += 1;
        const { method, path, status } = entry;
        if (status !== undefined) {
          this.#last = { at: performance.now(), status, text: `HTTP ${status}, to ${method} ${path}` };
        }
        if (status === undefined || status >= 500 || status === 401 || status === 403 || status === 429)
          this.#failed += 1;
        http.onRequest?.(entry);
      },
    };
  }

  /** Says why something has not ended since a time, in milliseconds of `performance`: a sentence. */
  whyLate(since: number): string {
    const inTime = 'in the time that a requester waits';
    const last = this.#last;
    if (last === undefined || last.at < since) return `SCM has not responded ${inTime}.`;
    return last.status < 400
      ? `SCM has not responded to everything ${inTime}; its last response was ${last.text}.`
      : `SCM has not settled it ${inTime}: its last response was ${last.text}.`;
  }

  counts(): AuthorityCallCounts {
    return { sent: this.#sent, failed: this.#failed };
  }
}
