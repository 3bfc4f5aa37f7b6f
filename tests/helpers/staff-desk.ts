import { randomUUID } from "node:crypto";
import { type Submission, submitCase } from "../../src/domain/cases/index.ts";
import type { House } from "../../src/surfaces/house.ts";

/** A whole demonstration, and ways to meet its staff's pages. */
export type TestDesk = {
  readonly house: House;
  readonly baseUrl: string;
  readonly clock: { now: Date };
  /** A visitor with a cookie jar of their own. */
  visitor(language?: "zh" | "en"): Visitor;
  /** Signed in by the demonstration's button: `430621-clerk`. */
  signedIn(person: string, language?: "zh" | "en"): Promise<Visitor>;
  /** A resident files a residence permit. */
  file(over?: Partial<Submission>): Promise<string>;
  close(): Promise<void>;
};

export type Answer = {
  readonly status: number;
  readonly html: string;
  readonly main: string;
  /** The main part as people read it. */
  readonly text: string;
  readonly location: string | null;
  readonly headers: Headers;
  readonly body: Buffer;
};

type Whole = Pick<TestDesk, "house" | "baseUrl" | "clock" | "close">;

/** Over a running program (`testHouse()` of the tests' helpers). */
export function testDesk(whole: Whole): TestDesk {
  const { house, baseUrl } = whole;
  const desk: TestDesk = {
    house,
    baseUrl,
    clock: whole.clock,
    visitor: (language = "zh") => new Visitor(baseUrl, language),
    signedIn: async (person, language = "zh") => {
      const visitor = new Visitor(baseUrl, language);
      await visitor.get("/staff/sign-in");
      const answer = await visitor.post("/staff/sign-in/demonstration", { person });
      if (answer.status !== 303) throw new Error(`${person} is not let in: ${answer.status}`);
      return visitor;
    },
    file: async (over = {}) => {
      const service = house.catalogue.service("residence-permit");
      if (!service) throw new Error("the permit is not published");
      const key = randomUUID();
      const submission: Submission = {
        city: "430621",
        service,
        agency: "public-security",
        resident: "rLiMinghua",
        applicant: { name: "李明华", id_type: "resident_id", id_number: "11010519491231002X", phone: "13800138000" },
        answers: service.definition.samples[0]?.answers ?? {},
        delivery: "collect",
        by: { kind: "resident", id: "rLiMinghua" },
        channel: "web",
        idempotency: { caller: "rLiMinghua", key, bodyHash: key },
        ...over,
      };
      return (await submitCase(house.cases, submission)).number;
    },
    close: () => whole.close(),
  };
  return desk;
}

/** Asks pages and sends forms as a browser without scripts does. */
export class Visitor {
  readonly #baseUrl: string;
  readonly #language: string;
  readonly cookies = new Map<string, string>();
  /** The page with forms that was looked at last. */
  page = "";

  constructor(baseUrl: string, language: string) {
    this.#baseUrl = baseUrl;
    this.#language = language;
  }

  get(path: string): Promise<Answer> {
    return this.#ask(path, { method: "GET" });
  }

  /** Sends the fields with the token of the page looked at last. */
  post(path: string, fields: Readonly<Record<string, string | readonly string[]>>): Promise<Answer> {
    const body = new URLSearchParams();
    body.set("_csrf", /name="_csrf" value="([^"]+)"/.exec(this.page)?.[1] ?? "");
    for (const [name, value] of Object.entries(fields)) {
      body.delete(name);
      for (const each of typeof value === "string" ? [value] : value) body.append(name, each);
    }
    return this.#ask(path, { method: "POST", body });
  }

  /**
   * Sends the form of the page that stands at `action` and, where several do, has the hidden `type`, with its hidden fields and
   * these answers; then follows where it leads.
   */
  async send(action: string, answers: Readonly<Record<string, string | readonly string[]>>, type?: string) {
    const forms = this.page.match(/<form[\s\S]*?<\/form>/g) ?? [];
    const form = forms.find(
      (each) =>
        each.includes(`action="${action}"`) &&
        (type === undefined || each.includes(`<input type="hidden" name="type" value="${type}"`)),
    );
    if (form === undefined) throw new Error(`no form leads to ${action} ${type ?? ""}`);
    const hidden = Object.fromEntries(
      [...form.matchAll(/<input type="hidden" name="([^"]+)" value="([^"]*)"/g)].map(([, name = "", value = ""]) => [
        name,
        value,
      ]),
    );
    const sent = await this.post(action, { ...hidden, ...answers });
    return sent.location === null ? sent : this.get(sent.location);
  }

  async #ask(path: string, init: RequestInit): Promise<Answer> {
    const headers: Record<string, string> = {
      accept: "text/html",
      // Packing and unpacking each page takes longer than making it.
      "accept-encoding": "identity",
      "accept-language": this.#language,
      cookie: [...this.cookies].map(([name, value]) => `${name}=${value}`).join("; "),
    };
    const answer = await fetch(new URL(path, this.#baseUrl), { ...init, headers, redirect: "manual" });
    for (const set of answer.headers.getSetCookie()) {
      const [pair = ""] = set.split(";");
      const [name = "", value = ""] = pair.split("=");
      if (value === "") this.cookies.delete(name);
      else this.cookies.set(name, value);
    }
    const body = Buffer.from(await answer.arrayBuffer());
    const html = body.toString("utf8");
    if (html.includes('name="_csrf"')) this.page = html;
    const main = /<main[\s\S]*<\/main>/.exec(html)?.[0] ?? "";
    const text = main
      .replaceAll("<wbr/>", "")
      .replaceAll(/<wbr *\/?>/g, "")
      .replaceAll(/<[^>]+>/g, " ")
      .replaceAll("&quot;", '"')
      .replaceAll("&amp;", "&")
      .replaceAll(/\s+/g, " ");
    return {
      status: answer.status,
      html,
      main,
      text,
      location: answer.headers.get("location"),
      headers: answer.headers,
      body,
    };
  }
}
