import {
  askRefund,
  type Bill,
  cancelPayment,
  comeBack,
  createPayment,
  findPayment,
  handOver,
  keepOwed,
  type PaymentActor,
} from "../../../src/domain/payments/index.ts";
import { Refusal } from "../../../src/foundation/refusal.ts";
import { ofTheTreasury } from "./biller.ts";
import type { Gateway } from "./gateway.ts";
import { type BillerName, billers, minutes, seconds, type World } from "./world.ts";

const inOnePage = 25;

/** People who pay, each with a story; and what they may not see happen to them. */
export class People {
  /** What should not have been seen. */
  readonly complaints: string[] = [];
  readonly #world: World;
  /** Numbers of bills that are paid to the treasury, and through it alone. */
  readonly #government = new Set<string>();
  #pages = 0;
  #bills = 0;
  #keys = 0;

  constructor(world: World) {
    this.#world = world;
  }

  /** Many bills come at once and most of their people begin to pay within three minutes. */
  async rush(people: number): Promise<void> {
    const world = this.#world;
    world.busyUntil = world.scheduler.now + minutes(50);
    for (let begun = 0; begun < people; begun += inOnePage) {
      // In turn, so that a story of few payments has bills of everybody.
      const biller = billers[this.#pages % billers.length] ?? billers[0];
      this.#pages += 1;
      const bills = await this.owe(biller, Math.min(inOnePage, people - begun));
      const spare: Bill[] = [];
      for (const bill of bills) {
        // Some pay several at once; a payment to the treasury is about one notice.
        if (bill.payee === "treasury") world.scheduler.go(() => this.#story([bill]));
        else if (spare.length > 0 && spare.length < 4 && world.chance(0.5)) spare.push(bill);
        else if (world.chance(0.04)) spare.push(bill);
        else world.scheduler.go(() => this.#story([bill]));
        if (spare.length > 1 && world.chance(0.4)) {
          const several = spare.splice(0);
          world.scheduler.go(() => this.#story(several));
        }
      }
      for (const bill of spare) world.scheduler.go(() => this.#story([bill]));
    }
  }

  async owe(biller: BillerName, many: number, partialMinFen?: bigint): Promise<readonly Bill[]> {
    const world = this.#world;
    const isNotice = biller === ofTheTreasury;
    const payee = isNotice ? ("treasury" as const) : ("merchant" as const);
    const owed = Array.from({ length: many }, () => {
      this.#bills += 1;
      const amount_fen = BigInt(world.random.between(2, 60_000)) * (world.chance(0.02) ? 10n : 1n);
      const reference = `r-${this.#bills}`;
      return { reference, amount_fen, late_fee_fen: 0n, items: [], ...(isNotice ? noticeOf(reference) : {}) };
    });
    for (const { reference, amount_fen } of owed) world.biller.owe(biller, reference, amount_fen);
    const of = {
      ...{ city: world.city, biller, service: isNotice ? "traffic-fine" : "electricity", payee, account: "" },
      ...{ operation: "bills", parameters: {}, ...(partialMinFen === undefined ? {} : { partialMinFen }) },
    } as const;
    const bills = must(await world.insist((context) => keepOwed(context, of, owed)));
    if (isNotice) for (const { number } of bills) this.#government.add(number);
    return bills;
  }

  async #story(bills: readonly Bill[]): Promise<void> {
    const world = this.#world;
    await world.pause(1, minutes(world.chance(0.9) ? 3 : 15));
    const [first] = bills;
    if (!first) return;
    const luck = world.random.next();
    const numbers = bills.map(({ number }) => number);
    if (bills.length > 1) return luck < 0.7 ? this.#plainly(numbers) : this.#onTwoDevices(numbers, [first.number]);
    if (luck < 0.5) return this.#plainly(numbers);
    if (luck < 0.58) return this.#leave(numbers);
    if (luck < 0.7) return this.#again(numbers);
    if (luck < 0.8) return this.#onTwoDevices(numbers, numbers);
    if (luck < 0.87) return this.#doubleTap(numbers);
    if (luck < 0.91) return this.#payAfterCancelling(numbers);
    if (luck < 0.94) return this.#atTheLastMinute(numbers);
    // A notice is paid whole.
    if (luck < 0.96 && first.payee === "treasury") return this.#plainly(numbers);
    if (luck < 0.96) return this.#inParts(first.biller as BillerName);
    if (luck < 0.975) return this.#atTheCounter(first);
    if (luck < 0.985) return this.#anotherAmount(numbers);
    return this.#lookedUpAgain(first);
  }

  async #plainly(bills: readonly string[]): Promise<void> {
    const world = this.#world;
    const payment = await this.#begin(bills);
    if (!payment || !(await this.#open(payment))) return;
    await world.pause(seconds(5), minutes(2));
    payment.gateway.pay(payment.number);
    await this.#after(payment);
  }

  async #leave(bills: readonly string[]): Promise<void> {
    const payment = await this.#begin(bills);
    if (payment && this.#world.chance(0.7)) await this.#open(payment);
  }

  /** Begins, turns away, begins anew; and pays the old window, the new one, or both. */
  async #again(bills: readonly string[]): Promise<void> {
    const world = this.#world;
    const old = await this.#begin(bills);
    if (!old || !(await this.#open(old))) return;
    await world.pause(1, minutes(3));
    const paysBoth = world.chance(0.4);
    if (paysBoth && world.chance(0.5)) old.gateway.pay(old.number);
    const fresh = await this.#begin(bills);
    if (fresh) await this.#open(fresh);
    await world.pause(1, minutes(1));
    for (const payment of paysBoth ? [fresh, old] : [world.oneOf([fresh, old])]) {
      if (payment) payment.gateway.pay(payment.number);
    }
    await this.#after(fresh ?? old);
  }

  async #onTwoDevices(...devices: readonly (readonly string[])[]): Promise<void> {
    const world = this.#world;
    await Promise.all(
      devices.map(async (bills) => {
        const payment = await this.#begin(bills);
        if (!payment || !(await this.#open(payment))) return;
        if (world.chance(0.5)) await world.sleep(seconds(5));
        if (world.chance(0.85)) payment.gateway.pay(payment.number);
        await this.#after(payment);
      }),
    );
  }

  async #doubleTap(bills: readonly string[]): Promise<void> {
    const world = this.#world;
    const key = this.#key();
    const gateway = this.#wallet(bills);
    const taps = await Promise.all([1, 2, 3].map(() => this.#begin(bills, { key, gateway })));
    const numbers = new Set(taps.map((tap) => tap?.number));
    if (numbers.size > 1) this.complaints.push(`a double tap began ${[...numbers].join(", ")}`);
    const [payment] = taps;
    if (!payment) return;
    const view = must(await world.insist((context) => findPayment(context, world.city, payment.number)));
    if (view.payment.closed_because === "superseded")
      this.complaints.push(`a double tap gave its own payment ${payment.number} up`);
    if (!(await this.#open(payment))) return;
    gateway.pay(payment.number);
    await this.#after(payment);
  }

  async #payAfterCancelling(bills: readonly string[]): Promise<void> {
    const world = this.#world;
    const payment = await this.#begin(bills);
    if (!payment || !(await this.#open(payment))) return;
    const of = { city: world.city, number: payment.number, by: payer(payment.number) };
    const cancelling = world.insist((context) => cancelPayment(context, of));
    if (world.chance(0.5)) await cancelling;
    payment.gateway.pay(payment.number);
    await cancelling;
    if (world.chance(0.5)) await this.#plainly(bills);
  }

  async #atTheLastMinute(bills: readonly string[]): Promise<void> {
    const world = this.#world;
    const payment = await this.#begin(bills);
    if (!payment || !(await this.#open(payment))) return;
    await world.pause(minutes(28), minutes(30));
    payment.gateway.pay(payment.number);
    await this.#after(payment);
  }

  async #inParts(biller: BillerName): Promise<void> {
    const world = this.#world;
    const [bill] = await this.owe(biller, 1, 1n);
    if (!bill) return;
    for (let part = 0; part < 3; part += 1) {
      const amount_fen = part === 2 || bill.owed_fen < 4n ? undefined : bill.owed_fen / 3n;
      const payment = await this.#begin([bill.number], amount_fen === undefined ? {} : { amount_fen });
      if (payment && (await this.#open(payment))) {
        payment.gateway.pay(payment.number);
        await this.#after(payment);
      }
      await world.pause(seconds(20), minutes(10));
    }
  }

  async #atTheCounter({ number, biller, reference }: Bill): Promise<void> {
    this.#world.biller.payAtCounter(biller, reference);
    await this.#plainly([number]);
  }

  /** The gateway takes another sum than we asked for. */
  async #anotherAmount(bills: readonly string[]): Promise<void> {
    const world = this.#world;
    const payment = await this.#begin(bills);
    if (!payment || !(await this.#open(payment))) return;
    const more = world.oneOf([1n, 100n]);
    const amount = payment.amount_fen + (world.chance(0.5) || payment.amount_fen <= more ? more : -more);
    const isPaid = payment.gateway.pay(payment.number, amount);
    if (isPaid && payment.gateway.told(payment.number).amount_fen === amount) world.count("paid another amount");
    await this.#after(payment);
    if (world.chance(0.5)) await this.#plainly(bills);
  }

  /** What is owed has grown since, and somebody asks while another pays. */
  async #lookedUpAgain(bill: Bill): Promise<void> {
    const world = this.#world;
    const more = bill.owed_fen + 7n;
    const of = {
      ...{ city: world.city, biller: bill.biller, service: bill.service, payee: bill.payee, account: "" },
      ...{ operation: "bills", parameters: {} },
    } as const;
    world.biller.owe(bill.biller, bill.reference, more);
    const { reference } = bill;
    const notice = bill.payee === "treasury" ? noticeOf(reference) : {};
    const owed = [{ reference, amount_fen: more, late_fee_fen: 7n, items: [], ...notice }];
    await Promise.all([this.#plainly([bill.number]), world.insist((context) => keepOwed(context, of, owed))]);
  }

  /** Comes back or does not, looks again later, and now and then wants the money back. */
  async #after(payment: Begun | undefined): Promise<void> {
    if (!payment) return;
    const world = this.#world;
    const { number } = payment;
    const of = { city: world.city, number, by: payer(number) };
    if (world.chance(0.5)) {
      await world.pause(1, seconds(30));
      await world.insist((context) => comeBack(context, of));
    }
    await world.pause(seconds(10), minutes(20));
    const view = must(await world.insist((context) => findPayment(context, world.city, number)));
    if (view.payment.state === "succeeded" && view.payment.applied) world.acknowledged.add(number);
    world.scheduler.tell(`${number} is seen ${view.payment.state}`);
    if (!world.chance(0.08)) return;
    const part = view.payment.received_fen / (world.chance(0.5) ? 1n : 3n);
    const ask = () =>
      world.insist((context) => askRefund(context, { ...of, amount_fen: part > 0n ? part : 1n, reason: "交错了" }));
    await Promise.all(world.chance(0.3) ? [ask(), ask()] : [ask()]);
  }

  async #begin(
    bills: readonly string[],
    how: { key?: string; gateway?: Gateway; amount_fen?: bigint } = {},
  ): Promise<Begun | undefined> {
    const world = this.#world;
    const key = how.key ?? this.#key();
    const gateway = how.gateway ?? this.#wallet(bills);
    const { name: provider, account } = gateway;
    const { amount_fen } = how;
    const wish = {
      ...({ city: world.city, provider, account, from: "phone", payer: `payer-${bills[0]}` } as const),
      bills: bills.map((number) => (amount_fen === undefined ? { number } : { number, amount_fen })),
      ...{ by: payer(key), channel: "web", idempotency: { caller: "people", key, bodyHash: key } },
    };
    const receipt = await world.insist((context) => createPayment(context, wish));
    if (receipt instanceof Refusal) {
      world.scheduler.tell(`${key} is refused: ${receipt.code}`);
      return undefined;
    }
    world.scheduler.tell(`${key} begins ${receipt.number}`);
    world.receipts.add(receipt.number);
    return { number: receipt.number, gateway, amount_fen: BigInt(receipt.amount_fen) };
  }

  /** Goes to the wallet; a few times where it does not open. @returns whether its page is there */
  async #open({ number, gateway }: Begun): Promise<boolean> {
    const world = this.#world;
    const of = { city: world.city, number, by: payer(number), description: "电费", ip: "127.0.0.1" };
    for (let tries = 0; tries < 4; tries += 1) {
      const opened = await world.insist((context) => handOver(context, of));
      if (!(opened instanceof Refusal)) return true;
      world.scheduler.tell(`${number} is not opened: ${opened.code}`);
      if (opened.code !== "provider_unavailable") break;
      await world.pause(seconds(5), seconds(40));
    }
    // The gateway may have heard of it all the same, and its page stand open in another window.
    return world.chance(0.5) && gateway.isOpen(number);
  }

  #key(): string {
    this.#keys += 1;
    return `key-${this.#keys}`;
  }

  /** One of the ways the bill may be paid: government money through the treasury, everything else never. */
  #wallet([bill = ""]: readonly string[]): Gateway {
    const isGovernment = this.#government.has(bill);
    const all = [...this.#world.gateways.values()];
    return this.#world.oneOf(all.filter(({ name }) => (name === "treasury") === isGovernment));
  }
}

type Begun = { readonly number: string; readonly gateway: Gateway; readonly amount_fen: bigint };

const noticeOf = (notice: string) =>
  ({ notice: { notice, unit: "221003", unitName: "交警支队", type: "penalty" } }) as const;

const payer = (id: string): PaymentActor => ({ kind: "visitor", id });

export function must<T>(answer: T | Refusal): T {
  if (answer instanceof Refusal) throw answer;
  return answer;
}
