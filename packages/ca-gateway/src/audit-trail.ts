import { visibleText } from '@certbridge/plain-text';
import { getLogger } from '@logtape/logtape';
import type { Caller } from './access/caller.ts';
import type { AuditEntry } from './audit-entry.ts';
import { describeError } from './describe-error.ts';
import { GatewayError } from './gateway-error.ts';

const logger = getLogger(['certbridge', 'ca-gateway']);

type Facts = Partial<Omit<AuditEntry, 'action' | 'caller' | 'requestId' | 'result'>>;

/** Longest text in an entry; longer ones are cut. */
const MOST_CHARACTERS = 1000;
const MOST_NAMES = 250;
const FORBIDDEN = 403;
const FIRST_FAILURE = 500;

/** What is audited. The action is the role that it takes. */
interface AuditedRequest extends Pick<AuditEntry, 'action' | 'requestId'> {
  readonly caller: Caller;
}

/** Gathers what is known of an enrollment or a revocation on its way, for the entry of the audit with its outcome. */
export class AuditTrail {
  readonly #audit: (entry: AuditEntry) => void;
  readonly #who: AuditedRequest;
  #facts: Facts = {};
  #isRecorded = false;

  constructor(audit: (entry: AuditEntry) => void, who: AuditedRequest) {
    this.#audit = audit;
    this.#who = who;
  }

  /** Adds facts, as they came. */
  add(facts: Facts): void {
    this.#facts = { ...this.#facts, ...facts };
  }

  /** Records its outcome, once. */
  record(result: string, facts: Facts = {}): void {
    if (this.#isRecorded) return;
    this.#isRecorded = true;
    this.add(facts);
    this.#write({ ...this.#facts, result });
  }

  /** Records a step of it, or what came of it after its outcome was recorded, in an entry of its own. */
  recordStep(result: string, facts: Facts): void {
    const { why: _, ...known } = this.#facts;
    this.#write({ ...known, ...facts, result });
  }

  /** Records what ended it early. Of a refusal, the audit gets more than the caller. */
  recordError(error: unknown): void {
    // What else it is, the log says.
    if (!(error instanceof GatewayError)) this.record('failed');
    else this.record(resultOf(error), { why: error.detail ?? error.message });
  }

  #write(facts: Facts & Pick<AuditEntry, 'result'>): void {
    const { names, ca, profile } = facts;
    const { action, caller, requestId } = this.#who;
    const name = caller.nameFor?.(action, { ca, profile: profile ?? undefined }) ?? caller.name;
    const recorded: unknown = this.#audit({
      ...plain({ action, caller: name, requestId, ...facts }),
      ...(names !== undefined && { names: names.slice(0, MOST_NAMES).map(plainly) }),
    });
    // An async function of JavaScript; its rejection would end the process.
    Promise.resolve(recorded).catch((error: unknown) => {
      logger.error('The audit of a request failed: {errorName}: {errorMessage}', {
        ...describeError(error),
        requestId,
      });
    });
  }
}

function resultOf({ status }: GatewayError): string {
  if (status >= FIRST_FAILURE) return 'failed';
  return status === FORBIDDEN ? 'forbidden' : 'refused';
}

/** Does work that is to be audited: where it ends by an error, that is recorded. */
export async function audited<Result>(
  trail: AuditTrail,
  work: (trail: AuditTrail) => Promise<Result>,
): Promise<Result> {
  try {
    return await work(trail);
  } catch (error) {
    trail.recordError(error);
    throw error;
  }
}

/** Makes every text safe to log. */
function plain<Entry extends object>(entry: Entry): Entry {
  const texts = Object.entries(entry).filter((each): each is [string, string] => typeof each[1] === 'string');
  return { ...entry, ...Object.fromEntries(texts.map(([name, text]) => [name, plainly(text)])) };
}

function plainly(text: string): string {
  return visibleText(text, { maxLength: MOST_CHARACTERS });
}
