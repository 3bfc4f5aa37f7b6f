import {
  approveRefund,
  askRefund,
  closeDay,
  closeReadiness,
  contestPayment,
  type Difference,
  deadPaymentTasks,
  declineRefund,
  explainDifference,
  findPayment,
  listDifferences,
  openDays,
  type PaymentActor,
  type PaymentView,
  paymentsBehind,
  refundable,
  remediesOf,
  reversedByHand,
  settlePayment,
  startRemedy,
  tryAgain,
} from "../../../src/domain/payments/index.ts";
import { dayFromNumber, dayOf, endOfDay, numberOf } from "../../../src/domain/regions/index.ts";
import { Refusal } from "../../../src/foundation/refusal.ts";
import { must } from "./people.ts";
import { hours, type World } from "./world.ts";

const clerk = (id: string): PaymentActor => ({ kind: "clerk", id });

/** Clerks of the finance office: they decide refunds and disputes, tell agencies what went back, name differences and close days. */
export class Clerks {
  readonly #world: World;

  constructor(world: World) {
    this.#world = world;
  }

  /** Everything that lies on the desk. */
  async work(): Promise<void> {
    await this.#refunds();
    await this.#disputes();
    await this.#given_up();
    await this.#differences();
    await this.#close();
  }

  async #refunds(): Promise<void> {
    const world = this.#world;
    const asked = await world.look<{ number: string; payment: string }>(
      "select number, payment from refunds where city = $1 and state = 'asked' order by number limit 500",
      [world.city],
    );
    for (const { number, payment } of asked) {
      const of = { city: world.city, number: payment, refund: number };
      if (world.chance(0.2)) {
        await world.insist((context) => declineRefund(context, { ...of, by: clerk("a"), reason: "没有交错" }));
        continue;
      }
      for (const id of ["b", "c"]) {
        const answer = await world.insist((context) =>
          approveRefund(context, { ...of, by: clerk(id), reference: `B${number}` }),
        );
        world.scheduler.tell(`${number} is approved: ${answer instanceof Refusal ? answer.code : "yes"}`);
        // More was asked for than is left since: nobody can approve it any more.
        if (answer instanceof Refusal && answer.code === "refund_not_possible") {
          await world.insist((context) => declineRefund(context, { ...of, by: clerk("a"), reason: "已经退过" }));
        }
      }
    }
  }

  async #disputes(): Promise<void> {
    const world = this.#world;
    if (!world.isHealing && world.chance(0.5)) await this.#contestOne();
    const disputed = await world.look<{ number: string }>(
      "select number from payments where city = $1 and state = 'disputed' order by number limit 500",
      [world.city],
    );
    for (const { number } of disputed) await this.#dispute(number);
  }

  async #contestOne(): Promise<void> {
    const world = this.#world;
    const [one] = await world.look<{ number: string }>(
      `select number from payments where city = $1 and state = 'succeeded' and number > $2 order by number limit 1`,
      [
        world.city,
        `${world.city}-${dayOf(world.scheduler.clock()).replaceAll("-", "")}-P${world.random.between(0, 9)}`,
      ],
    );
    if (!one) return;
    const of = { city: world.city, number: one.number, by: clerk("a"), because: "payer_says_so" };
    await world.insist((context) => contestPayment(context, of));
    world.count("payment contested");
  }

  async #dispute(number: string): Promise<void> {
    const world = this.#world;
    const of = { city: world.city, number };
    const { payment, refunds } = await this.#view(number);
    if (refunds.some(({ state }) => state === "asked")) return;
    const hasFailed = refunds.some(({ state }) => state === "failed");
    const way = world.random.next();
    if (payment.over_fen > 0n) {
      const back = { ...of, by: clerk("a"), reference: `B${number}` };
      const answer = await world.insist((context) => settlePayment(context, back));
      if (!(answer instanceof Refusal)) world.count("got back what went back twice");
      return;
    }
    if (payment.applied && way < 0.5) {
      const answer = await world.insist((context) => settlePayment(context, { ...of, by: clerk("a") }));
      if (!(answer instanceof Refusal)) return;
    }
    const view = await this.#view(number);
    const all = refundable(view);
    if (all <= 0n) return;
    if (hasFailed || way < 0.6) {
      const hand = { ...of, by: clerk("a"), amount_fen: all, reason: "原路退不回", way: "by_hand" } as const;
      const asked = await world.insist((context) => askRefund(context, hand));
      world.scheduler.tell(`${number} goes back by hand: ${asked instanceof Refusal ? asked.code : "asked"}`);
      return;
    }
    const amount_fen = world.chance(0.3) && all > 1n ? all / 2n : all;
    await world.insist((context) => askRefund(context, { ...of, by: clerk("a"), amount_fen, reason: "有争议" }));
  }

  /** Given up by the program: a person has it tried again. */
  async #given_up(): Promise<void> {
    const world = this.#world;
    const dead = must(await world.insist((context) => deadPaymentTasks(context, world.city)));
    for (const { kind, subject, part } of dead) {
      if (kind === "reverse") {
        await this.#tellAgency(subject, part);
        continue;
      }
      await world.insist((context) => tryAgain(context, { city: world.city, kind, subject, part }));
    }
  }

  /** By telephone, what its system was not told or would not take. */
  async #tellAgency(number: string, refund: string): Promise<void> {
    const world = this.#world;
    const { city } = world;
    const back = await world.look<{ biller: string; reference: string; amount_fen: string }>(
      `select b.biller, b.reference, t.amount_fen from transfers t
       join bills b on b.city = t.city and b.number = split_part(t.part, ' ', 1)
       where t.city = $1 and t.subject = $2 and t.reason = 'unapplied' and split_part(t.part, ' ', 2) = $3 and t.debit like 'due/%'
       order by b.number`,
      [city, number, refund],
    );
    for (const { biller: agency, reference, amount_fen } of back) {
      world.biller.takeBack({ agency, reference, key: number }, refund, BigInt(amount_fen));
    }
    const by = clerk("a");
    await world.insist((context) => reversedByHand(context, { city, number, refund, by, because: "电话里已冲正" }));
    world.count("agency told by telephone");
  }

  async #differences(): Promise<void> {
    const world = this.#world;
    const { city } = world;
    for (let pages = 0; pages < 20; pages += 1) {
      const found = await world.insist((context) => listDifferences(context, { city, state: "open", limit: 200 }));
      const { items } = must(found);
      const states = must(await world.insist((context) => paymentsBehind(context, city, items)));
      let ended = 0;
      for (const item of items) {
        if (await this.#difference(item, states.get(item.number))) ended += 1;
      }
      if (items.length < 200 || ended === 0) return;
    }
  }

  /** @returns whether it was explained */
  async #difference(item: Difference, state: Parameters<typeof remediesOf>[1]): Promise<boolean> {
    const world = this.#world;
    const { city } = world;
    const age = world.scheduler.now - endOfDay(item.day).getTime();
    const remedy = remediesOf(item, state).find((each) => each !== "refund");
    if (remedy !== undefined && age < hours(30)) {
      await world.insist((context) => startRemedy(context, { city, key: item, remedy, by: clerk("a") }));
    }
    if (age < hours(30) && !(world.isHealing && age > hours(12))) return false;
    const words = `${item.name}：与对方核对过`;
    const answer = await world.insist((context) =>
      explainDifference(context, { city, key: item, by: clerk("a"), words }),
    );
    return !(answer instanceof Refusal);
  }

  /** Days with explained differences are a person's to close, in order. */
  async #close(): Promise<void> {
    const world = this.#world;
    const { city } = world;
    const opens = must(await world.insist((context) => openDays(context, [city])));
    const first = opens.get(city);
    if (first === undefined) return;
    const today = numberOf(dayOf(world.scheduler.clock()));
    for (let day = numberOf(first); day < today; day += 1) {
      const of = { city, day: dayFromNumber(day), by: clerk("a") };
      const ready = must(await world.insist((context) => closeReadiness(context, city, of.day)));
      if (ready.hindrances.length > 0) return;
      await world.insist((context) => closeDay(context, of));
    }
  }

  async #view(number: string): Promise<PaymentView> {
    const world = this.#world;
    return must(await world.insist((context) => findPayment(context, world.city, number)));
  }
}
