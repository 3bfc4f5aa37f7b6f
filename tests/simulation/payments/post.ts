import { hash } from "node:crypto";
import {
  type NotificationAnswer,
  type ProviderName,
  type RawNotification,
  takeNotification,
} from "../../../src/domain/payments/index.ts";
import type { Gateway } from "./gateway.ts";
import type { Told, Twist } from "./letters.ts";
import { isPassing } from "./process.ts";
import { hours, minutes, seconds, type World } from "./world.ts";

/** A letter that is not what it says, and what was answered. */
export type Fake = { readonly digest: string; readonly reason: string; readonly at: Date; readonly taken: boolean };

type Reason = "forged" | "old" | "other_merchant";

/** The gateways' pauses before they tell again what nobody took. */
const rhythm = [seconds(15), minutes(1), minutes(5), minutes(30), hours(2)];

/**
 * What lies between the gateways and our address: letters are lost, late, doubled and overtake each other; and somebody writes letters that
 * no gateway wrote.
 */
export class Post {
  readonly fakes: Fake[] = [];
  readonly #world: World;

  constructor(world: World) {
    this.#world = world;
    for (const gateway of world.gateways.values()) {
      gateway.completes = (complete) =>
        world.scheduler.go(async () => {
          await world.pause(minutes(5), hours(30));
          if (world.isHealing) return;
          world.count("failed refund completed later");
          complete();
        });
      gateway.tells = (told) => world.scheduler.go(() => this.#tell(gateway, told));
    }
  }

  async #tell(gateway: Gateway, told: Told): Promise<void> {
    const world = this.#world;
    const isLost = world.chance(0.08);
    if (isLost) {
      world.count("notification missing");
      return;
    }
    if (world.chance(0.04)) world.scheduler.go(() => this.#fake(gateway, told));
    for (const pause of [0, ...rhythm]) {
      const isLate = world.chance(0.1);
      if (isLate) world.count("notification delayed");
      await world.sleep(
        pause + (isLate ? world.random.between(minutes(1), hours(1)) : world.random.between(1, seconds(10))),
      );
      if (world.isOver) return;
      const raw = gateway.letters.write(told, world.scheduler.clock());
      if (world.chance(0.15)) {
        world.count("notification doubled");
        const again = world.random.between(1, minutes(4));
        world.scheduler.go(async () => {
          await world.sleep(again);
          await this.#deliver(gateway, raw);
        });
      }
      if (world.chance(0.03)) world.scheduler.go(() => this.#replay(gateway, raw));
      const answer = world.chance(0.03) ? undefined : await this.#deliver(gateway, raw);
      if (answer?.status === gateway.answers.taken.status) return;
      world.count("notification told again");
    }
  }

  /** @returns what we answered; undefined where nobody did */
  async #deliver(gateway: Gateway, raw: RawNotification): Promise<NotificationAnswer | undefined> {
    const world = this.#world;
    const alive = world.machines.filter((each) => each?.isAlive === true);
    const machine = alive.length > 0 ? world.oneOf(alive) : undefined;
    const to = { provider: gateway.name, city: world.city, account: gateway.account };
    try {
      return await machine?.call((context) => takeNotification(context, to, raw));
    } catch (error) {
      if (isPassing(error)) return undefined;
      throw error;
    }
  }

  async #fake(gateway: Gateway, told: Told): Promise<void> {
    const world = this.#world;
    const kind = world.oneOf(["forged", "altered", "other_merchant", "other_account"] as const);
    await world.pause(1, minutes(2));
    if (kind === "other_account") {
      await this.#ofAnotherAccount(gateway, told);
      return;
    }
    const twist: Twist = kind;
    const raw = gateway.letters.write({ ...told, amount_fen: told.amount_fen * 10n }, world.scheduler.clock(), twist);
    await this.#send(gateway, raw, twist === "other_merchant" ? "other_merchant" : "forged");
    world.count(`notification ${kind}`);
  }

  /** Rightly signed for one account, about a payment that goes through another: an account speaks for its own alone. */
  async #ofAnotherAccount(gateway: Gateway, told: Told): Promise<void> {
    const world = this.#world;
    const others: ProviderName[] = [...world.gateways.keys()].filter((name) => name !== gateway.name);
    const other = world.gateway(world.oneOf(others));
    const raw = other.letters.write(told, world.scheduler.clock());
    await this.#deliver(other, raw);
    world.count("notification of another account");
  }

  /** The very bytes once more, when they are older than they may be. */
  async #replay(gateway: Gateway, raw: RawNotification): Promise<void> {
    await this.#world.pause(seconds(310), hours(3));
    if (this.#world.isOver) return;
    await this.#send(gateway, raw, "old");
    this.#world.count("notification replayed");
  }

  async #send(gateway: Gateway, raw: RawNotification, reason: Reason): Promise<void> {
    const world = this.#world;
    const alive = world.machines.filter((each) => each?.isAlive === true);
    const machine = alive.length > 0 ? world.oneOf(alive) : undefined;
    // A clock that is wrong by minutes finds other letters old: what to expect is by the clock of whoever reads.
    if (machine?.ahead !== 0) return;
    const at = world.scheduler.clock();
    const to = { provider: gateway.name, city: world.city, account: gateway.account };
    try {
      const answer = await machine.call((context) => takeNotification(context, to, raw));
      if (machine.ahead !== 0) return;
      const taken = answer?.status === gateway.answers.taken.status;
      this.fakes.push({ digest: hash("sha256", raw.body), reason, at, taken });
    } catch (error) {
      if (!isPassing(error)) throw error;
    }
  }
}
