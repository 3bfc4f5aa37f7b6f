import { hash } from "node:crypto";
import { type NotificationAnswer, type RawNotification, takeNotification } from "../../../src/domain/payments/index.ts";
import type { Gateway } from "./gateway.ts";
import type { Told, Twist } from "./letters.ts";
import { isPassing } from "./process.ts";
import { hours, minutes, seconds, type World } from "./world.ts";

/** A letter that is not what it says, and what was answered. */
export type Fake = { readonly digest: string; readonly reason: string; readonly at: Date; readonly taken: boolean };

/** What may happen to a letter. The first letters of every account have one each, in this order; later ones by chance. */
const fakes = ["forged", "altered", "other_merchant", "other_account"] as const;
export const letterFaults = [...fakes, "replayed", "missing", "doubled", "delayed"] as const;
type LetterFault = (typeof letterFaults)[number];
const isFake = (fault: LetterFault | undefined): fault is (typeof fakes)[number] => fakes.some((one) => one === fault);

/** How often somebody who sends what he should not comes again, where nobody was there or nothing was decided. */
const insists = 200;

/**
 * What lies between the gateways and our address: letters are lost, late, doubled and overtake each other; and somebody writes letters that
 * no gateway wrote.
 */
export class Post {
  readonly fakes: Fake[] = [];
  /** What the letters of each account went through, as "account fault". */
  readonly met = new Set<string>();
  readonly #world: World;
  readonly #letters = new Map<Gateway, number>();
  /** Digests of letters that were taken. */
  readonly #heard = new Set<string>();

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

  /** The fault that a letter has for certain: each account's first letters have them all. */
  #dealt(gateway: Gateway): LetterFault | undefined {
    const place = this.#letters.get(gateway) ?? 0;
    this.#letters.set(gateway, place + 1);
    return letterFaults[place];
  }

  #note(gateway: Gateway, fault: LetterFault): void {
    this.met.add(`${gateway.name}/${gateway.account} ${fault}`);
    this.#world.count(`notification ${fault}`);
  }

  async #tell(gateway: Gateway, told: Told): Promise<void> {
    const world = this.#world;
    const dealt = this.#dealt(gateway);
    const has = (fault: LetterFault, often: number) => dealt === fault || (dealt === undefined && world.chance(often));
    if (has("missing", 0.08)) {
      this.#note(gateway, "missing");
      return;
    }
    if (isFake(dealt) || world.chance(0.04)) {
      const kind = isFake(dealt) ? dealt : world.oneOf(fakes);
      world.scheduler.go(() => this.#fake(gateway, told, kind));
    }
    const { letters } = gateway;
    const first = letters.write(told, world.scheduler.clock());
    let isReplayed = false;
    for (const pause of [0, ...letters.rhythm]) {
      const isLate = has("delayed", 0.1);
      if (isLate) this.#note(gateway, "delayed");
      await world.sleep(
        pause + (isLate ? world.random.between(minutes(1), hours(1)) : world.random.between(1, seconds(10))),
      );
      if (world.isOver) return;
      const raw = letters.isKept ? first : letters.write(told, world.scheduler.clock());
      if (has("doubled", 0.15)) {
        this.#note(gateway, "doubled");
        const again = world.random.between(1, minutes(4));
        world.scheduler.go(async () => {
          await world.sleep(again);
          await this.#deliver(gateway, raw);
        });
      }
      if (!isReplayed && has("replayed", 0.03)) {
        isReplayed = true;
        world.scheduler.go(() => this.#replay(gateway, raw));
      }
      const answer = dealt === undefined && world.chance(0.03) ? undefined : await this.#deliver(gateway, raw);
      if (isTaken(gateway, answer)) return;
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
      const answer = await machine?.call((context) => takeNotification(context, to, raw));
      if (isTaken(gateway, answer)) this.#heard.add(digestOf(raw));
      return answer;
    } catch (error) {
      if (isPassing(error)) return undefined;
      throw error;
    }
  }

  async #fake(gateway: Gateway, told: Told, kind: Twist | "other_account"): Promise<void> {
    const world = this.#world;
    await world.pause(1, minutes(2));
    if (kind === "other_account") {
      await this.#ofAnotherAccount(gateway, told);
      return;
    }
    const { write, refused } = gateway.letters;
    // Written when it is sent: what is forged may not be refused for its age.
    const raw = () => write({ ...told, amount_fen: told.amount_fen * 10n }, world.scheduler.clock(), kind);
    if (await this.#send(gateway, raw, refused[kind])) this.#note(gateway, kind);
  }

  /** Rightly signed for one account, about a payment that goes through another: an account speaks for its own alone. */
  async #ofAnotherAccount(gateway: Gateway, told: Told): Promise<void> {
    const world = this.#world;
    const other = world.oneOf([...world.gateways.values()].filter((each) => each !== gateway));
    const raw = other.letters.write(told, world.scheduler.clock());
    await this.#deliver(other, raw);
    this.#note(gateway, "other_account");
  }

  /** The very bytes once more, when they are older than they may be. */
  async #replay(gateway: Gateway, raw: RawNotification): Promise<void> {
    const world = this.#world;
    const { replay } = gateway.letters;
    await world.pause(seconds(310), hours(3));
    // What we have not heard yet is no replay: it has us ask.
    for (let tries = 0; replay === "replayed" && !this.#heard.has(digestOf(raw)); tries += 1) {
      if (tries === insists) return;
      await world.pause(minutes(1), minutes(10));
    }
    if (world.isOver) return;
    if (replay === "asked") await this.#deliver(gateway, raw);
    else if (!(await this.#send(gateway, () => raw, replay))) return;
    this.#note(gateway, "replayed");
  }

  /** @returns whether somebody was there who decided */
  async #send(gateway: Gateway, write: () => RawNotification, reason: string): Promise<boolean> {
    const world = this.#world;
    const to = { provider: gateway.name, city: world.city, account: gateway.account };
    for (let tries = 0; tries < insists && !world.isOver; tries += 1) {
      const alive = world.machines.filter((each) => each?.isAlive === true);
      const machine = alive.length > 0 ? world.oneOf(alive) : undefined;
      // A clock that is wrong by minutes finds other letters old: what to expect is by the clock of whoever reads.
      if (machine?.ahead === 0) {
        const at = world.scheduler.clock();
        const raw = write();
        try {
          const answer = await machine.call((context) => takeNotification(context, to, raw));
          const taken = isTaken(gateway, answer);
          // Where the platform itself could not be asked, nothing was decided.
          const isDecided = taken || (answer !== undefined && "refused" in answer);
          if (machine.ahead === 0 && isDecided) {
            this.fakes.push({ digest: digestOf(raw), reason, at, taken });
            return true;
          }
        } catch (error) {
          if (!isPassing(error)) throw error;
        }
      }
      await world.pause(seconds(20), minutes(2));
    }
    return false;
  }
}

const digestOf = ({ body }: RawNotification) => hash("sha256", body);

/** By status and words: some providers are told yes and no with one status. */
const isTaken = ({ answers }: Gateway, answer: NotificationAnswer | undefined): boolean =>
  answer?.status === answers.taken.status && answer.body === answers.taken.body;
