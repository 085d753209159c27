import type { SectigoPluginOptions } from '@certbridge/ca-plugin';
import type { AuthorityCallCounts } from '../contract/hosted-ca.ts';

type HttpOptions = NonNullable<SectigoPluginOptions['http']>;

/** Counts the calls of a plugin. Those without a response, with a server error or with a refused login count as failed. */
export class CallCounter {
  #sent = 0;
  #failed = 0;

  /** Adds the counting to options of the HTTP layer. */
  watch(http: HttpOptions = {}): HttpOptions {
    return {
      ...http,
      onRequest: (entry) => {
        this.#sent += 1;
        const { status } = entry;
        if (status === undefined || status >= 500 || status === 401 || status === 403 || status === 429)
          this.#failed += 1;
        http.onRequest?.(entry);
      },
    };
  }

  counts(): AuthorityCallCounts {
    return { sent: this.#sent, failed: this.#failed };
  }
}
