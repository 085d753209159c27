import type { Authentication, LoginHeaders } from './authentication.ts';
import { checkRenewed } from './check-authentication.ts';

/**
 * Renews the login of a client after a 401: once, however many requests were under way with it. A hook of ky's knows of one call
 * alone, and its `afterResponse` copies every response.
 */
export class LoginRenewal {
  readonly #authentication: Authentication | undefined;
  readonly #system: string;
  /** Headers whose refusal led to a renewal, until others have been accepted. */
  #refused: LoginHeaders | undefined;

  constructor(authentication: Authentication | undefined, system: string) {
    this.#authentication = authentication;
    this.#system = system;
  }

  /** Handles a refusal of these headers; returns whether one more attempt with other headers makes sense. */
  renew(headers: LoginHeaders): boolean {
    // Several requests may have been under way with the old headers.
    if (this.#refused === headers) return true;
    // These are new, so that the login itself is refused.
    if (this.#refused !== undefined) return false;
    this.#refused = headers;
    if (this.#authentication?.renew === undefined) return false;
    return checkRenewed(this.#authentication.renew(headers), this.#system);
  }

  /** Notes that these headers were accepted. */
  accept(headers: LoginHeaders | undefined): void {
    if (headers !== this.#refused) this.#refused = undefined;
  }
}
