import { randomUUID } from "node:crypto";
import { setTimeout } from "node:timers/promises";
import { type Act, type Actor, findCase, perform, type Receipt, submitCase } from "../../src/domain/cases/index.ts";
import { residentKey } from "../../src/domain/identity/index.ts";
import { people } from "../../src/outside/identity/demo/index.ts";
import type { House } from "../../src/surfaces/house.ts";

export type Answer = {
  readonly status: number;
  readonly url: string;
  readonly text: string;
  readonly headers: Headers;
  /** Of every answer on the way, redirects included. */
  readonly cookies: readonly string[];
};

/** A browser without script: keeps cookies, follows redirects by hand, posts the forms a page holds. */
export class Browsing {
  readonly #base: string;
  readonly cookies = new Map<string, string>();
  language = "zh";

  constructor(base: string) {
    this.#base = base;
  }

  async get(path: string, follow = true): Promise<Answer> {
    return this.#ask(new URL(path, this.#base), undefined, follow);
  }

  async post(path: string, fields: Readonly<Record<string, string>>, follow = true): Promise<Answer> {
    return this.#ask(new URL(path, this.#base), new URLSearchParams(fields), follow);
  }

  /** Posts the first form of `page` whose action ends so, with its hidden fields and what was typed. */
  async submit(page: Answer, action: string, typed: Readonly<Record<string, string>> = {}, follow = true) {
    const form = formOf(page, action);
    return this.#ask(new URL(form.action, page.url), new URLSearchParams({ ...form.hidden, ...typed }), follow);
  }

  async #ask(url: URL, body: URLSearchParams | undefined, follow: boolean): Promise<Answer> {
    const set: string[] = [];
    let at = url;
    let sent = body;
    for (let step = 0; step < 12; step += 1) {
      const answer = await fetch(at, {
        method: sent === undefined ? "GET" : "POST",
        redirect: "manual",
        headers: {
          cookie: [...this.cookies].map(([name, value]) => `${name}=${value}`).join("; "),
          "accept-language": this.language,
          accept: "text/html",
          // Packing and unpacking each page takes longer than making it.
          "accept-encoding": "identity",
        },
        ...(sent === undefined ? {} : { body: sent }),
      });
      for (const line of answer.headers.getSetCookie()) {
        set.push(line);
        const [pair = ""] = line.split(";");
        const cut = pair.indexOf("=");
        const value = pair.slice(cut + 1);
        if (value === "" || /Max-Age=0|Expires=Thu, 01 Jan 1970/i.test(line)) this.cookies.delete(pair.slice(0, cut));
        else this.cookies.set(pair.slice(0, cut), value);
      }
      const location = answer.headers.get("location");
      if (!follow || location === null || answer.status < 300 || answer.status > 399) {
        return {
          status: answer.status,
          url: at.href,
          text: await answer.text(),
          headers: answer.headers,
          cookies: set,
        };
      }
      await answer.arrayBuffer();
      at = new URL(location, at);
      sent = undefined;
    }
    throw new Error(`${url.href} redirects without end`);
  }

  /** Signs in through the whole of OpenID Connect, as one of the demonstration's people. Gives the page one lands on. */
  async signIn(sub: Sub, returnTo = "/me"): Promise<Answer> {
    this.cookies.delete("session");
    const page = await this.get(`/sign-in?return=${encodeURIComponent(returnTo)}`);
    const choose = await this.submit(page, "/sign-in");
    return this.#ask(new URL(choose.url), new URLSearchParams({ person: sub }), true);
  }
}

function formOf(page: Answer, action: string): { action: string; hidden: Record<string, string> } {
  for (const [form, open = ""] of page.text.matchAll(/<form([^>]*)>[\s\S]*?<\/form>/g)) {
    const target = /action="([^"]*)"/.exec(open)?.[1] ?? page.url;
    if (!target.endsWith(action)) continue;
    const hidden: Record<string, string> = {};
    for (const [input] of form.matchAll(/<input[^>]*type="hidden"[^>]*>/g)) {
      const name = /name="([^"]*)"/.exec(input)?.[1];
      if (name !== undefined) hidden[name] = unescaped(/value="([^"]*)"/.exec(input)?.[1] ?? "");
    }
    return { action: target, hidden };
  }
  throw new Error(`${page.url} (${page.status}) holds no form to ${action}`);
}

export function unescaped(text: string): string {
  return text
    .replaceAll("&lt;", "<")
    .replaceAll("&gt;", ">")
    .replaceAll("&quot;", '"')
    .replaceAll("&#39;", "'")
    .replaceAll("&amp;", "&");
}

export type Sub = "grandmother" | "worker" | "student" | "foreigner" | "trader";

/** The key of one of the demonstration's people. */
export function keyOf(house: House, sub: Sub): string {
  const claims = claimsOf(sub);
  return residentKey(house.secrets, {
    idType: claims["id_type"] === "foreign_permanent_resident_id" ? "foreign_permanent_resident_id" : "resident_id",
    idNumber: claims["id_number"] ?? "",
  });
}

export function claimsOf(sub: Sub): Readonly<Record<string, string>> {
  const person = people.find((one) => one.sub === sub);
  if (!person) throw new Error(`nobody is called ${sub}`);
  return person.claims;
}

/** A case of one of the demonstration's people, from the service's sample unless answers are given. */
export async function fileCase(
  house: House,
  sub: Sub,
  options: {
    service?: string;
    city?: string;
    sample?: number;
    answers?: Record<string, unknown>;
    delivery?: "collect" | "post" | null;
    /** Questions whose separate consent was given. */
    consents?: readonly string[];
  } = {},
): Promise<Receipt> {
  const { service: code = "residence-permit", city = "430621" } = options;
  const service = house.catalogue.service(code);
  if (!service) throw new Error(`no service ${code}`);
  const { offering } = await house.offerings.one(city, code);
  const claims = claimsOf(sub);
  const resident = keyOf(house, sub);
  const key = randomUUID();
  const at = house.clock().toISOString();
  const consentTo = (question: string) => ({
    question,
    kind: service.questions.get(question)?.question.sensitive ?? "",
  });
  return submitCase(house.cases, {
    city,
    service,
    agency: offering.agency,
    resident,
    applicant: {
      name: claims["name"] ?? "",
      id_type: claims["id_type"] ?? "",
      id_number: claims["id_number"] ?? "",
      phone: claims["phone_number"] ?? "",
      ...(options.delivery === "post" ? { deliver_to: { division: city, detail: "荣家湾镇演示路 18 号" } } : {}),
      ...(options.consents ? { consents: { at, to: options.consents.map(consentTo) } } : {}),
    },
    answers: { ...service.definition.samples[options.sample ?? 0]?.answers, ...options.answers },
    delivery: options.delivery ?? (service.definition.deliver.length === 0 ? null : "collect"),
    by: { kind: "resident", id: resident },
    channel: "web",
    idempotency: { caller: resident, key, bodyHash: key },
  });
}

export const aClerk: Actor = { kind: "clerk", id: "0190b7a0-0000-7000-8000-000000000001", lead: true };

/** One act on a case as it stands now. */
export async function act(
  house: House,
  number: string,
  type: Act["type"],
  input: Record<string, unknown> = {},
  by: Actor = aClerk,
): Promise<void> {
  const city = number.slice(0, 6);
  const { revision } = await findCase(house.cases, city, number);
  await perform(house.cases, { city, number, type, revision, by, input });
}

/** Asks again until it holds, for what the reactions bring a moment later; at most 20 seconds. */
export async function eventually<T>(ask: () => Promise<T>, holds: (value: T) => boolean): Promise<T> {
  for (let tries = 0; ; tries += 1) {
    const value = await ask();
    if (holds(value)) return value;
    if (tries >= 100) throw new Error("it did not come about within 20 seconds");
    await setTimeout(200);
  }
}
