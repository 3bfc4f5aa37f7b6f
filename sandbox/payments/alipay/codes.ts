import { createHash, randomBytes } from "node:crypto";
import { join } from "node:path";
import { demonstrationPeople, type Person } from "../../people.ts";
import { Kept } from "../../support/kept.ts";
import type { App } from "./apps.ts";

type Code = { readonly app: string; readonly person: string; readonly until: string; readonly used: boolean };

const good = 24 * 3_600_000;

/** Who people are towards an app, and the codes by which an app learns it: each good once. */
export class Codes {
  readonly #codes: Kept<Code>;
  readonly #now: () => Date;

  constructor(folder: string, now: () => Date) {
    this.#codes = new Kept(join(folder, "auth-codes.jsonl"));
    this.#now = now;
  }

  issue(app: string, person: string): string {
    const code = randomBytes(16).toString("hex");
    const until = new Date(this.#now().getTime() + good).toISOString();
    this.#codes.put(code, { app, person, until, used: false });
    return code;
  }

  redeem(app: string, code: string): string | undefined {
    const known = this.#codes.get(code);
    if (known?.app !== app || known.used || this.#now() >= new Date(known.until)) return undefined;
    this.#codes.put(code, { ...known, used: true });
    return known.person;
  }

  /** What a person is called towards an app, in the words of a trade. */
  namesOf(app: App, idNumber: string): { buyer_open_id?: string; buyer_user_id?: string; buyer_logon_id: string } {
    const person = demonstrationPeople.find((one) => one.idNumber === idNumber);
    const phone = person?.phone ?? "";
    const buyer_logon_id = `${phone.slice(0, 3)}****${phone.slice(-2)}`;
    return app.payers === "user_id"
      ? { buyer_user_id: userId(idNumber), buyer_logon_id }
      : { buyer_open_id: openId(app.id, idNumber), buyer_logon_id };
  }

  personOf(app: App, name: string): Person | undefined {
    return demonstrationPeople.find(
      ({ idNumber }) => name === (app.payers === "user_id" ? userId(idNumber) : openId(app.id, idNumber)),
    );
  }
}

const userId = (idNumber: string): string => {
  const number = BigInt(`0x${createHash("sha256").update(idNumber).digest("hex").slice(0, 16)}`);
  return `2088${String(number % 10n ** 12n).padStart(12, "0")}`;
};

const openId = (app: string, idNumber: string): string =>
  createHash("sha256").update(`${app}:${idNumber}`).digest("base64url");
