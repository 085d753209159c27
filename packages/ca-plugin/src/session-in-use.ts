import { tryOut } from './connection/validate-connection.ts';
import type { CallOptions, ConnectionInfo } from './contract/ca-plugin.ts';
import { CaPluginError } from './contract/ca-plugin-error.ts';
import { LoginRecovery, type LoginRecoveryOptions } from './login-recovery.ts';
import type { Iteration, Session } from './session.ts';

/** Opens a connection, or returns that its settings disable it. Throws a {@link CaPluginError} if they are not valid. */
type OpenSession = (
  connection: ConnectionInfo,
  options: { readonly onLoginRefused: (refusal: { readonly message: string }) => void },
) => Promise<Session | 'disabled'>;

/** The session that a plugin works with: another one after each `initialize`, and after a refused login was accepted again. */
export class SessionInUse {
  readonly #openSession: OpenSession;
  readonly #recovery: LoginRecovery | undefined;
  #session: Session | 'disabled' | undefined;
  #connection: ConnectionInfo | undefined;
  /** Other open sessions: one whose login is being attempted, and those whose login was refused while calls were under way. */
  readonly #others = new Set<Session>();

  constructor(open: OpenSession, loginRecovery: LoginRecoveryOptions | undefined) {
    this.#openSession = open;
    this.#recovery =
      loginRecovery && new LoginRecovery({ ...loginRecovery, attempt: () => this.#logInAnew() });
  }

  /** Uses a connection instead of the one before. */
  async initialize(connection: ConnectionInfo): Promise<void> {
    const next = await this.#open(connection);
    this.#connection = connection;
    this.#recovery?.forget();
    await this.#replace(next);
  }

  /** Ends what is under way; nothing can be run before the next `initialize`. */
  close(): Promise<void> {
    return this.#replace(undefined);
  }

  /** Runs an operation over the session; rejects where there is none. */
  readonly run: Session['run'] = async (operation, callOptions) => {
    const loggingIn = this.#recovery?.prepare(callOptions?.signal);
    if (loggingIn !== undefined) await loggingIn;
    return this.#get().run(operation, callOptions);
  };

  /** The same for one that yields one item after another. */
  async *iterate<T>(operation: Iteration<T>, callOptions: CallOptions | undefined): AsyncGenerator<T> {
    await this.#recovery?.prepare(callOptions?.signal);
    yield* this.#get().iterate(operation, callOptions);
  }

  #open(connection: ConnectionInfo): Promise<Session | 'disabled'> {
    return this.#openSession(connection, {
      onLoginRefused: ({ message }) => this.#recovery?.refused(message),
    });
  }

  /** Uses another session once its login is accepted. What is under way over the one before goes on. */
  async #logInAnew(): Promise<void> {
    const previous = this.#session;
    if (this.#connection === undefined || typeof previous !== 'object') return;
    const next = await this.#open(this.#connection);
    if (next === 'disabled') return;
    this.#others.add(next);
    try {
      await next.run(({ client }, options) => tryOut(client, options), {});
    } catch (error) {
      await next.close();
      throw error;
    } finally {
      this.#others.delete(next);
    }
    // Closed, or initialized, meanwhile.
    if (this.#session !== previous) return next.close();
    this.#session = next;
    this.#others.add(previous);
    void previous.retire().finally(() => this.#others.delete(previous));
  }

  async #replace(next: Session | 'disabled' | undefined): Promise<void> {
    const previous = this.#session;
    this.#session = next;
    const ending = [...this.#others, ...(typeof previous === 'object' ? [previous] : [])];
    await Promise.all(ending.map((each) => each.close()));
  }

  #get(): Session {
    if (this.#session === undefined) {
      throw new CaPluginError('The CA has no connection yet: initialize it first.', {
        code: 'not-initialized',
      });
    }
    if (this.#session === 'disabled') {
      throw new CaPluginError('The CA is disabled. Set Enabled to true in its connection settings.', {
        code: 'disabled',
      });
    }
    return this.#session;
  }
}
