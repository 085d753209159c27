import { X509Certificate } from 'node:crypto';
import { defaultKnobs, type Sandbox, startSandbox } from '@certbridge/sandbox';
import type { Attempt, Intruder, OrderSchedule, Wish } from './order-schedule.ts';
import {
  certificateFile,
  type OrderEnd,
  type OrderProcess,
  OrderWorkplace,
  orderArguments,
} from './order-workplace.ts';

const enrollPath = '/api/ssl/v1/enroll';
const dayMs = 24 * 60 * 60 * 1000;

/** Plays a schedule against its own sandbox. Throws an error that says what went wrong and where. */
export async function playOrders(schedule: OrderSchedule): Promise<void> {
  const { seed, approval, issueAfterRequests } = schedule;
  const sandbox = await startSandbox({
    seed,
    certificates: 5,
    switches: { approval, issueAfterRequests },
  });
  const workplace = await OrderWorkplace.create(sandbox);
  const player = new OrderPlayer(sandbox, { workplace, schedule });
  try {
    for (const [index, attempt] of schedule.attempts.entries()) {
      await player.play(attempt, `attempt ${index + 1}`);
    }
    await player.finish();
  } finally {
    player.close();
    await sandbox.close();
    await workplace.remove();
  }
}

class OrderPlayer {
  readonly #sandbox: Sandbox;
  readonly #workplace: OrderWorkplace;
  readonly #schedule: OrderSchedule;
  /** Records that aren't orders of the program. */
  readonly #others: Set<number>;
  /** Delayed orders, and the number of attempts until each is placed. */
  #late: { attempts: number; done: () => void }[] = [];
  #underWay = 0;
  readonly #stopWatching: () => void;
  /** The id that the program reported for each wish. */
  readonly #claimed = new Map<Wish, string>();
  #runs = 0;

  constructor(
    sandbox: Sandbox,
    { workplace, schedule }: { workplace: OrderWorkplace; schedule: OrderSchedule },
  ) {
    this.#sandbox = sandbox;
    this.#workplace = workplace;
    this.#schedule = schedule;
    this.#others = new Set(sandbox.scmState.certificates().map(({ sslId }) => sslId));
    this.#stopWatching = sandbox.onRequest(({ phase }) => {
      this.#underWay += phase === 'arrived' ? 1 : -1;
    });
  }

  close(): void {
    this.#releaseAll();
    this.#stopWatching();
  }

  async play(attempt: Attempt, name: string): Promise<void> {
    const wish = this.#wish(attempt.wish);
    for (const end of await this.#runDisturbed(wish, attempt)) this.#note(end, { wish, name });
    this.#countOrders(name);
    for (const late of this.#late) late.attempts -= 1;
    const due = this.#late.filter(({ attempts }) => attempts <= 0);
    this.#late = this.#late.filter(({ attempts }) => attempts > 0);
    for (const { done } of due) done();
    if (due.length > 0) await this.#quiet();
    this.#countOrders(`${name}, with what was late`);
    await this.#doAfter(attempt, name);
  }

  /** Orders once more without faults until each wish has its certificate, and checks the result. */
  async finish(): Promise<void> {
    this.#releaseAll();
    await this.#quiet();
    this.#sandbox.setKnobs(defaultKnobs());
    await this.#approveAll();
    await this.#orderMissing();
    const { wishes } = this.#schedule;
    if (this.#orders().length !== wishes.length) {
      throw new Error(`in the end SCM has ${this.#orders().length} orders for ${wishes.length} wishes`);
    }
    if (new Set(this.#claimed.values()).size !== wishes.length) {
      throw new Error(`in the end two wishes have one order: ${[...this.#claimed.values()].join(', ')}`);
    }
  }

  async #orderMissing(): Promise<void> {
    const uncertain: Wish[] = [];
    for (const wish of this.#schedule.wishes) {
      const end = await this.#order(wish);
      if (end.code === 4) uncertain.push(wish);
      else await this.#expectCertificate(end, { wish, name: 'in the end' });
    }
    if (uncertain.length === 0) return;
    // SCM must have no other orders.
    const unknown = this.#orders().length - new Set(this.#claimed.values()).size;
    if (unknown > 0) throw new Error(`in the end ${unknown} orders are not found, though SCM shows them`);
    for (const wish of uncertain) {
      const end = await this.#order(wish, ['--again']);
      await this.#expectCertificate(end, { wish, name: 'in the end, with --again' });
    }
  }

  /** Repeats the order until the certificate is issued. */
  async #expectCertificate(first: OrderEnd, { wish, name }: { wish: Wish; name: string }): Promise<void> {
    let end = first;
    for (let round = 0; round < 30; round += 1) {
      this.#expectDone(end, { wish, name });
      const { status } = JSON.parse(end.stdout).request;
      if (status === 'issued') return this.#expectOwn(await this.#workplace.readCertificate(), wish);
      await this.#approveAll();
      end = await this.#order(wish);
    }
    throw new Error(`${wish.name} never gets its certificate`);
  }

  #expectOwn(pem: string, wish: Wish): void {
    const certificate = new X509Certificate(pem);
    const key = certificate.publicKey.export({ type: 'spki', format: 'pem' }).toString();
    const isOwn = key === this.#workplace.publicKeyPem;
    const hasNames = wish.names.every((one) => certificate.checkHost(one) !== undefined);
    if (!isOwn || !hasNames) throw new Error(`${wish.name} got the certificate of something else`);
  }

  #expectDone(end: OrderEnd, { wish, name }: { wish: Wish; name: string }): void {
    if (end.code !== 0) throw failure(`${name}: ${wish.name} ends with ${end.code}`, end);
    this.#note(end, { wish, name });
  }

  async #runDisturbed(wish: Wish, attempt: Attempt): Promise<OrderEnd[]> {
    const { strike, twin, clockShiftMs } = attempt;
    const arguments_ = orderArguments(wish, { isReversed: this.#runs % 2 === 1 });
    this.#runs += 1;
    const start = (shift: number) => this.#workplace.start(arguments_, shift);
    if (strike.kind === 'lost') {
      const { response, isPlaced } = strike;
      const page = typeof response === 'object' ? response.page : undefined;
      const lost = { method: 'POST', path: enrollPath, times: 1 };
      this.#sandbox.setKnobs({
        faultsAfterWrite: isPlaced,
        ...(page !== undefined && { htmlStatus: page }),
        failures: [{ ...lost, response: typeof response === 'object' ? 'html' : response }],
      });
    }
    const endIntrusion = this.#intrude(wish, attempt);
    const first: { process?: OrderProcess } = {};
    const second: { process?: OrderProcess } = {};
    const stop = this.#strikeAt(attempt, { first, second, start: () => start(-clockShiftMs) });
    first.process = start(clockShiftMs);
    if (twin === 'together') second.process = start(-clockShiftMs);
    const ends = [await first.process.end];
    if (second.process !== undefined) ends.push(await second.process.end);
    stop();
    endIntrusion();
    this.#sandbox.setKnobs(defaultKnobs());
    if (this.#late.length === 0) await this.#quiet();
    return ends;
  }

  /** Adds records of somebody else that could be taken for the order. Returns a function that stops it. */
  #intrude(wish: Wish, { intruder }: Attempt): () => void {
    const { kind, status, reference } = intruder;
    if (kind === 'named') {
      const comments = reference === 'another' ? 'certbridge:00000000-00000000' : '';
      const commonName = 'intruder.corp.example';
      this.#sandbox.setKnobs({ orderedInstead: this.#addOther(wish, { commonName, status, comments }) });
    }
    if (kind !== 'copy') return () => {};
    return this.#sandbox.onRequest(({ operation, phase }) => {
      if (operation !== 'enrollSsl' || phase !== 'responding') return;
      const { requests } = this.#sandbox;
      const [sent] = requests
        .list()
        .filter((request) => request.operation === 'enrollSsl')
        .slice(-1);
      const { comments = '' } = (sent?.body ?? {}) as { comments?: string };
      this.#addOther(wish, { commonName: 'www.corp.example', status, comments: `As before: ${comments}` });
    });
  }

  /** Adds a record of the same product, without the other names of any wish. */
  #addOther({ product }: Wish, record: { commonName: string; status: Intruder['status']; comments: string }) {
    const { sslId } = this.#sandbox.scmState.addCertificate({ sslTypeId: Number(product), ...record });
    this.#others.add(sslId);
    return sslId;
  }

  /** Strikes the first process once, at its moment, and starts a twin that follows its order. */
  #strikeAt(
    { strike, isLateBy, twin }: Attempt,
    {
      first,
      second,
      start,
    }: { first: { process?: OrderProcess }; second: { process?: OrderProcess }; start: () => OrderProcess },
  ): () => void {
    let seen = 0;
    let isStruck = false;
    return this.#sandbox.onRequest(async (event) => {
      const isOrder = event.operation === 'enrollSsl';
      if (isOrder && event.phase === 'arrived' && twin === 'after-order') second.process ??= start();
      if (isStruck || (strike.kind !== 'killed' && strike.kind !== 'terminated')) return;
      if (event.phase !== strike.phase) return;
      seen += 1;
      if (strike.at === 'order' ? !isOrder : seen !== strike.at) return;
      isStruck = true;
      const { child, end } = first.process ?? {};
      if (child === undefined || child.exitCode !== null) return;
      child.kill(strike.kind === 'killed' ? 'SIGKILL' : 'SIGTERM');
      // A terminated process may wait a little for the response; a killed one is gone.
      if (strike.kind === 'killed' || isLateBy > 0) await end;
      if (isLateBy > 0) await new Promise<void>((done) => this.#late.push({ attempts: isLateBy, done }));
    });
  }

  async #doAfter({ after }: Attempt, name: string): Promise<void> {
    if (after === 'approval') await this.#approveAll();
    if (after === 'another-day') this.#sandbox.advanceClock(dayMs);
    if (after !== 'pending' && after !== 'sync') return;
    const end = await this.#workplace.run([after, '--json']);
    const isOpen = JSON.parse(end.stdout || '{}').openOrders?.length > 0;
    if (end.code !== (isOpen ? 3 : 0)) throw failure(`${name}: ca ${after} ends with ${end.code}`, end);
    this.#countOrders(`${name}, ca ${after}`);
  }

  #order(wish: Wish, extra: readonly string[] = []): Promise<OrderEnd> {
    this.#runs += 1;
    const isReversed = this.#runs % 2 === 1;
    const out = ['--out', certificateFile];
    return this.#workplace.run(orderArguments(wish, { isReversed, extra: [...out, ...extra] }));
  }

  /** A disturbed attempt may end in many ways, but what it reports about an order must be true and remain so. */
  #note(end: OrderEnd, { wish, name }: { wish: Wish; name: string }): void {
    if (![0, 1, 4, 130, null].includes(end.code)) throw failure(`${name} ends with ${end.code}`, end);
    if (end.code !== 0) return;
    const { id } = JSON.parse(end.stdout).request;
    const order = this.#orders().find(({ sslId }) => String(sslId) === id);
    const known = this.#claimed.get(wish);
    if (order === undefined || !isFor(order, wish)) throw failure(`${name}: ${id} is no such order`, end);
    if (known !== undefined && known !== id) throw failure(`${name}: now it is ${id}, it was ${known}`, end);
    this.#claimed.set(wish, id);
  }

  /** Checks that no order was placed twice, however far the attempts got. */
  #countOrders(name: string): void {
    const { wishes } = this.#schedule;
    for (const wish of wishes) {
      const alike = wishes.filter((other) => isAlike(other, wish)).length;
      const placed = this.#orders().filter((order) => isFor(order, wish)).length;
      if (placed > alike) throw new Error(`${name}: SCM has ${placed} orders for ${alike} (${wish.name})`);
    }
  }

  #orders() {
    return this.#sandbox.scmState.certificates().filter(({ sslId }) => !this.#others.has(sslId));
  }

  async #approveAll(): Promise<void> {
    const { scmState } = this.#sandbox;
    for (const { sslId, status } of this.#orders()) {
      if (status === 'Requested') await scmState.decide(sslId, 'approve');
    }
  }

  #releaseAll(): void {
    for (const { done } of this.#late) done();
    this.#late = [];
  }

  /** Waits until no request is in flight: one whose client is gone may still take effect. */
  async #quiet(): Promise<void> {
    for (let turns = 0; turns < 20; turns += 1) {
      await new Promise((resolve) => setImmediate(resolve));
      if (this.#underWay > this.#late.length) turns = 0;
    }
  }

  #wish(index: number): Wish {
    return this.#schedule.wishes[index] ?? this.#schedule.wishes[0];
  }
}

type Order = ReturnType<Sandbox['scmState']['certificates']>[number];

/** Matches what SCM shows of an order, which doesn't include which of two requests with the same key was used. */
function isFor(order: Order, { product, names, costCenter }: Wish): boolean {
  const ordered = new Set(
    [order.commonName, ...order.subjectAlternativeNames].map((one) => one.toLowerCase()),
  );
  return (
    String(order.sslTypeId) === product &&
    order.customFields['Cost Center'] === costCenter &&
    ordered.size === names.length &&
    names.every((name) => ordered.has(name))
  );
}

function isAlike(one: Wish, other: Wish): boolean {
  return (
    one.product === other.product &&
    one.costCenter === other.costCenter &&
    one.names.length === other.names.length
  );
}

function failure(message: string, { stdout, stderr }: OrderEnd): Error {
  return new Error(`${message}\n${stdout}\n${stderr}`);
}
