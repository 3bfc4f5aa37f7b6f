import { request as httpRequest } from "node:http";
import { request as httpsRequest } from "node:https";
import { join } from "node:path";
import type { GatewayTime } from "./gateway-time.ts";
import { Kept } from "./kept.ts";
import type { Mood, MoodName, Moods } from "./moods.ts";

/** Something the other side is to be told. `id` stays the same over all tries. */
export type Notice = {
  readonly id: string;
  /** Our word for what it is about: the number of the payment or refund. */
  readonly about: string;
  readonly address: string;
  /** What the gateway writes it from. */
  readonly event: Readonly<Record<string, unknown>>;
};

/** How a letter is to be wrong. All false: as it should be. */
export type Twist = {
  /** Signed by somebody else. */
  readonly forged: boolean;
  /** Changed after it was signed. */
  readonly altered: boolean;
  /** Rightly signed, about another merchant's payment. */
  readonly otherMerchant: boolean;
  /** Rightly signed, with another amount. */
  readonly wrongAmount: boolean;
  /** A signature sent to see whether anybody looks at it. */
  readonly probe: boolean;
  /** The moment it says it was signed at. */
  readonly at: Date;
};
export type Letter = { readonly headers: Readonly<Record<string, string>>; readonly body: string };

/** How a gateway writes and when it is content. */
export type Post = {
  readonly write: (notice: Notice, twist: Twist) => Letter;
  readonly taken: (answer: { readonly status: number; readonly body: string }) => boolean;
  /** Milliseconds between one try and the next; after the last one it gives up. */
  readonly rhythm: readonly number[];
};

type Try = {
  readonly at: string;
  readonly moods: readonly MoodName[];
  readonly status?: number;
  readonly body?: string;
  readonly error?: string;
};
type Told = {
  readonly notice: Notice;
  readonly tries: readonly Try[];
  readonly outcome: "waiting" | "taken" | "given_up";
};

const patience = 5_000;
const mostBody = 10_000;
/** Ended ones that are remembered for the control interface. */
const mostEnded = 2_000;
/** Longest time one waits to be overtaken. */
const overtaking = 5_000;

export const asItShould = (at: Date): Twist => ({
  forged: false,
  altered: false,
  otherMerchant: false,
  wrongAmount: false,
  probe: false,
  at,
});

/** Tells the other side in the gateway's rhythm until it is taken, and badly where the moods say so. A restart goes on where it was. */
export class Notifier {
  readonly #told: Kept<Told>;
  readonly #moods: Moods;
  readonly #time: GatewayTime;
  readonly #post: Post;
  /** Those that wait to be overtaken. */
  readonly #held = new Set<() => void>();
  readonly #ended: string[] = [];
  #closed = false;

  constructor({ folder, moods, time, post }: { folder: string; moods: Moods; time: GatewayTime; post: Post }) {
    this.#told = new Kept(join(folder, "notifications.jsonl"));
    this.#moods = moods;
    this.#time = time;
    this.#post = post;
    for (const { notice, outcome } of [...this.#told.values()])
      if (outcome === "waiting") this.#time.exactly(200, () => this.#tell(notice.id));
      else this.#end(notice.id);
  }

  /** The same id is one notification. */
  send(notice: Notice): void {
    if (this.#told.get(notice.id)) return;
    this.#told.put(notice.id, { notice, tries: [], outcome: "waiting" });
    this.#time.exactly(0, () => this.#tell(notice.id));
  }

  /** Tells it once more, whatever became of it. */
  again(id: string): boolean {
    const told = this.#told.get(id);
    if (!told) return false;
    this.#told.put(id, { ...told, outcome: "waiting" });
    this.#time.exactly(0, () => this.#tell(id));
    return true;
  }

  /** Sends something outside the rhythm, once, as wrong as wished. */
  once(notice: Notice, twist: Partial<Twist>): Promise<{ status: number; body: string }> {
    const whole = { ...asItShould(this.#time.now()), ...twist };
    return posted(notice.address, this.#letter(notice, whole));
  }

  list(about?: string): readonly Told[] {
    return [...this.#told.values()].filter(({ notice }) => about === undefined || notice.about === about);
  }

  close(): void {
    this.#closed = true;
    for (const go of this.#held) go();
  }

  async #tell(id: string): Promise<void> {
    const told = this.#told.get(id);
    if (told?.outcome !== "waiting" || this.#closed) return;
    const moods = this.#moods.take("push");
    const at = new Date().toISOString();
    const late = moods.get("late");
    if (late) await new Promise<void>((done) => this.#time.exactly(late.ms ?? 3_000, done));
    if (moods.has("reorder")) await this.#overtaken();
    if (this.#closed) return;
    const said = await this.#attempt(told.notice, moods);
    if (!moods.has("reorder")) for (const go of this.#held) go();
    const tries = [...told.tries, { at, moods: [...moods.keys()], ...said }];
    const isTaken = said.status !== undefined && this.#post.taken({ status: said.status, body: said.body ?? "" });
    const pause = this.#post.rhythm[tries.length - 1];
    const outcome = isTaken ? "taken" : pause === undefined ? "given_up" : "waiting";
    this.#told.put(id, { notice: told.notice, tries, outcome });
    if (outcome === "waiting") this.#time.later(pause ?? 0, () => this.#tell(id));
    else this.#end(id);
  }

  #end(id: string): void {
    this.#ended.push(id);
    const oldest = this.#ended.length > mostEnded ? this.#ended.shift() : undefined;
    if (oldest !== undefined && this.#told.get(oldest)?.outcome !== "waiting") this.#told.forget(oldest);
  }

  async #attempt(
    notice: Notice,
    moods: ReadonlyMap<MoodName, Mood>,
  ): Promise<{ status?: number; body?: string; error?: string }> {
    if (moods.has("drop")) return { error: "dropped" };
    const age = moods.has("skewed") ? (moods.get("skewed")?.seconds ?? 3_600) : 0;
    const twist: Twist = {
      forged: moods.has("bad-signature"),
      altered: moods.has("altered"),
      otherMerchant: moods.has("other-merchant"),
      wrongAmount: moods.has("wrong-amount"),
      probe: moods.has("probe"),
      at: new Date(this.#time.now().getTime() - age * 1_000),
    };
    const letter = this.#letter(notice, twist);
    try {
      const half = moods.has("half") ? "half" : moods.has("deaf") ? "deaf" : undefined;
      const [answer] = await Promise.all([
        posted(notice.address, letter, half),
        // At the same moment, signed anew.
        ...(moods.has("twice") ? [posted(notice.address, this.#letter(notice, twist))] : []),
      ]);
      if (moods.has("replay")) await posted(notice.address, letter);
      return { status: answer.status, body: answer.body.slice(0, 500) };
    } catch (error) {
      return { error: error instanceof Error ? error.message : String(error) };
    }
  }

  #letter(notice: Notice, twist: Twist): Letter {
    const letter = this.#post.write(notice, twist);
    if (!twist.altered) return letter;
    // One digit is another one.
    const body = letter.body.replace(/\d(?=\D*$)/, (digit) => String((Number(digit) + 1) % 10));
    return { ...letter, body };
  }

  #overtaken(): Promise<void> {
    return new Promise((done) => {
      const go = () => {
        this.#held.delete(go);
        done();
      };
      this.#held.add(go);
      this.#time.exactly(overtaking, go);
    });
  }
}

/** `half`: only half of the body, then the line is cut. `deaf`: all of it, and the line is cut before the answer is heard. */
function posted(
  address: string,
  { headers, body }: Letter,
  cut?: "half" | "deaf",
): Promise<{ status: number; body: string }> {
  const bytes = Buffer.from(body, "utf8");
  const start = address.startsWith("https:") ? httpsRequest : httpRequest;
  return new Promise((done, failed) => {
    const request = start(address, {
      method: "POST",
      headers: { "content-type": "application/json; charset=utf-8", ...headers, "content-length": bytes.length },
      signal: AbortSignal.timeout(patience),
      agent: false,
    });
    request.on("error", failed);
    request.on("response", (response) => {
      if (cut === "deaf") {
        request.destroy(new Error("the answer was not heard"));
        return;
      }
      let text = "";
      response.setEncoding("utf8");
      response.on("data", (part: string) => {
        if (text.length < mostBody) text += part;
      });
      response.on("end", () => done({ status: response.statusCode ?? 0, body: text }));
      response.on("error", failed);
    });
    if (cut === "half")
      request.write(bytes.subarray(0, Math.floor(bytes.length / 2)), () =>
        request.destroy(new Error("cut off in the middle")),
      );
    else request.end(bytes);
  });
}
