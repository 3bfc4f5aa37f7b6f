import { generateKeyPairSync, type KeyObject, randomBytes, sign } from "node:crypto";
import type { Own } from "./keys.ts";
import type { Moods } from "./moods.ts";

/** One thing told to the other side, and what became of it. */
export type Push = {
  readonly about: string;
  readonly body: string;
  readonly address: string;
  readonly moods: string[];
  readonly tries: { at: string; status?: number; error?: string }[];
  outcome: "waiting" | "heard" | "refused" | "given_up";
};

/** Headers that prove who says it. `wrong`: as somebody else would sign it. */
export type Signer = (told: {
  path: string;
  body: string;
  seconds: number;
  nonce: string;
  wrong: boolean;
}) => Record<string, string>;

/** Ed25519 over `METHOD\nPATH\nTIMESTAMP\nNONCE\nRAWBODY\n`, in base64. */
export function ed25519Signer(own: Own): Signer {
  let stranger: KeyObject | undefined;
  return ({ path, body, seconds, nonce, wrong }) => {
    if (wrong) stranger ??= generateKeyPairSync("ed25519").privateKey;
    const key = wrong && stranger ? stranger : own.privateKey;
    const text = `POST\n${path}\n${seconds}\n${nonce}\n${body}\n`;
    return {
      "onewindow-key": own.keyId,
      "onewindow-timestamp": String(seconds),
      "onewindow-nonce": nonce,
      "onewindow-signature": sign(null, Buffer.from(text, "utf8"), key).toString("base64"),
    };
  };
}

const mostTries = 5;
/** Milliseconds before the second try; each later one waits twice as long. */
const firstPause = 500;
const mostKept = 1_000;

/** Tells the other side, again where it does not hear, and badly where the moods say so. */
export class Pusher {
  readonly pushes: Push[] = [];
  readonly #signer: Signer;
  readonly #moods: Moods;
  readonly #now: () => Date;
  readonly #timers = new Set<NodeJS.Timeout>();

  /** `now`: the time it signs with. */
  constructor(signer: Signer, moods: Moods, now: () => Date = () => new Date()) {
    this.#signer = signer;
    this.#moods = moods;
    this.#now = now;
  }

  send(address: string, about: string, body: string, heard?: () => void): void {
    const moods = this.#moods.take("push");
    const push: Push = { about, body, address, moods: [...moods.keys()], tries: [], outcome: "waiting" };
    this.pushes.push(push);
    if (this.pushes.length > mostKept) this.pushes.shift();
    const make = (): Record<string, string> =>
      this.#sign(push, moods.has("bad-signature"), moods.has("skewed") ? (moods.get("skewed")?.seconds ?? 3_600) : 0);
    const first = make();
    const after = moods.get("late")?.ms ?? (moods.has("late") ? 3_000 : 0);
    this.#later(after, async () => {
      await this.#tell(push, first, make);
      if (push.outcome === "heard") heard?.();
      if (moods.has("replay")) await this.#once(push, first);
      if (moods.has("twice")) await this.#once(push, make());
    });
  }

  close(): void {
    for (const timer of this.#timers) clearTimeout(timer);
  }

  #sign(push: Push, wrong: boolean, age: number): Record<string, string> {
    const url = new URL(push.address);
    const seconds = Math.floor(this.#now().getTime() / 1_000) - age;
    const nonce = randomBytes(16).toString("hex");
    return this.#signer({ path: url.pathname + url.search, body: push.body, seconds, nonce, wrong });
  }

  async #tell(push: Push, first: Record<string, string>, again: () => Record<string, string>): Promise<void> {
    for (let tries = 1; push.outcome === "waiting"; tries += 1) {
      const status = await this.#once(push, tries === 1 ? first : again());
      if (status !== undefined && status < 300) push.outcome = "heard";
      // 404: perhaps the other side has not yet kept what we told it in our answer.
      else if (status !== undefined && status < 500 && status !== 429 && status !== 404) push.outcome = "refused";
      else if (tries >= mostTries) push.outcome = "given_up";
      else await new Promise<void>((done) => this.#later(firstPause * 2 ** (tries - 1), async () => done()));
    }
  }

  async #once(push: Push, headers: Record<string, string>): Promise<number | undefined> {
    const at = new Date().toISOString();
    try {
      const answer = await fetch(push.address, {
        method: "POST",
        headers: { "content-type": "application/json; charset=utf-8", ...headers },
        body: push.body,
        redirect: "manual",
        signal: AbortSignal.timeout(10_000),
      });
      await answer.arrayBuffer();
      push.tries.push({ at, status: answer.status });
      return answer.status;
    } catch (error) {
      push.tries.push({ at, error: error instanceof Error ? error.message : String(error) });
      return undefined;
    }
  }

  #later(ms: number, what: () => Promise<void>): void {
    const timer = setTimeout(() => {
      this.#timers.delete(timer);
      what().catch((error: unknown) => console.error(error));
    }, ms);
    this.#timers.add(timer);
  }
}
