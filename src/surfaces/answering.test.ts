import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { type ScriptedAgencies, scriptedAgencies } from "../../tests/helpers/agencies.ts";
import { asOwner, type TestHouse, testHouse } from "../../tests/helpers/house.ts";
import { Browsing, fileCase, keyOf, type Sub } from "../../tests/helpers/own-pages.ts";
import { type Visitor, visitor } from "../../tests/helpers/visitor.ts";
import { listCases, perform, viewCase } from "../domain/cases/index.ts";
import { listCertificates } from "../domain/documents/index.ts";
import { inbox } from "../domain/notifications/index.ts";
import { relay, runReaction } from "../foundation/jobs/index.ts";
import { reactions, reactionsFor } from "../reactions.ts";
import { answerCase } from "./answering.ts";
import { certify } from "./certify.ts";

const city = "430621";
const proof = `/${city}/services/tax-payment-proof`;

let t: TestHouse;
let agencies: ScriptedAgencies;

beforeAll(async () => {
  agencies = scriptedAgencies();
  // No jobs: what the worker would do is done by hand, when the test says.
  t = await testHouse({ adapters: agencies.adapters });
  await agencies.connect(t.house, ["tax", "human-resources"]);
});
afterAll(() => t.close());
beforeEach(() => {
  agencies.says = issued();
  agencies.before = () => Promise.resolve();
  agencies.asked.length = 0;
  t.clock.now = new Date(t.clock.now.getTime() + 3_600_000);
});

function issued() {
  const said = t.house.catalogue.service("tax-payment-proof")?.definition.samples[0]?.agency_says;
  if (said === undefined || said === "nothing") throw new Error("the first sample is not issued");
  return { found: said };
}

/** Only what the service prints as text: everything else keeps its form. */
function texts(values: Readonly<Record<string, unknown>>) {
  const { look_up: asked } = t.house.catalogue.service("tax-payment-proof")?.definition ?? {};
  const free = new Set(asked?.answer.filter(({ format }) => format === "text").map(({ id }) => id));
  return Object.fromEntries(Object.entries(values).filter(([id]) => free.has(id)));
}

const read = (number: string) => viewCase(t.house.cases, city, number);
const file = (sub: Sub) => fileCase(t.house, sub, { service: "tax-payment-proof", city });
const actsOf = async (number: string) => (await read(number)).timeline.map(({ type }) => type).reverse();
const certificatesOf = async (sub: Sub) =>
  (await listCertificates(t.house.documents, { cities: [city], holder: keyOf(t.house, sub) })).items;

describe("a case that an agency's records answer", () => {
  test("is decided with the answer kept beside the decision, and has its certificate", async () => {
    const { number } = await file("worker");
    expect(await answerCase(t.house, city, number)).toEqual({ kind: "answered" });
    const view = await read(number);
    expect(view.row).toMatchObject({ state: "approved", waiting_for: null });
    expect(view.row.certificate).toMatch(/^430621-/);
    expect(view.timeline.find(({ type }) => type === "approve")?.words.found).toEqual(issued().found);
    const [certificate] = await certificatesOf("worker");
    expect(certificate?.facts.lines.map(({ value }) => value).join(" ")).toContain("契税");
    // Again is the same, and asks nobody.
    expect(await answerCase(t.house, city, number)).toEqual({ kind: "answered" });
    expect(agencies.asked).toHaveLength(1);
    expect(agencies.asked[0]?.key).toBe(`case:${number}:1`);
    expect(await actsOf(number)).toEqual(["submit", "approve", "issue"]);
  });

  test("whose certificate is too long for its page becomes a task with the reason; its person reads that it is seen to", async () => {
    const long = Object.fromEntries(
      Object.entries(issued().found).map(([id, value]) => [id, typeof value === "string" ? "税".repeat(1_900) : value]),
    );
    agencies.says = { found: { ...issued().found, ...texts(long) } };
    const { number } = await file("trader");
    await answerCase(t.house, city, number);
    await certify(t.house, city, number);
    const view = await read(number);
    expect(view.row).toMatchObject({ state: "approved", certificate: null, closed_at: null });
    expect(view.timeline.filter(({ type }) => type === "note").map(({ words }) => words.note)).toEqual([
      expect.stringContaining("证照内容超过一页"),
    ]);
    const waiting = async () =>
      (await listCases(t.house.cases, { city, agencies: ["tax"], state: "approved" })).items.map((line) => line.number);
    expect(await waiting()).toContain(number);
    const trader = new Browsing(t.baseUrl);
    await trader.signIn("trader");
    const page = await trader.get(`/me/cases/${number}`);
    expect(page.text).toContain("证照没有自动做成");
    expect(page.text).not.toContain("证照正在制作");
    // Whoever has given it on paper says so, and the task is done.
    const by = { kind: "clerk", id: "0198c0de-0000-7000-8000-000000000001" } as const;
    const { revision } = (await read(number)).row;
    await perform(t.house.cases, {
      city,
      number,
      type: "note",
      revision,
      by,
      input: { note: "已在窗口开具纸质证明。" },
    });
    expect(await waiting()).not.toContain(number);
  });

  test("page and errand at the same time make one decision and one certificate", async () => {
    const { number } = await file("student");
    await Promise.all([1, 2, 3, 4].map(() => answerCase(t.house, city, number)));
    expect(await actsOf(number)).toEqual(["submit", "approve", "issue"]);
    expect(await certificatesOf("student")).toHaveLength(1);
  });

  test("killed between decision and certificate, the next one makes the certificate, once", async () => {
    const { number } = await file("grandmother");
    const view = await read(number);
    await perform(t.house.cases, {
      ...{ city, number, type: "approve", revision: view.row.revision },
      by: { kind: "system", id: "answering" },
      input: { found: issued().found },
      idempotency: { caller: "system", key: `answer:${number}:1`, bodyHash: "answer" },
    });
    expect((await read(number)).row.certificate).toBeNull();
    await Promise.all([
      answerCase(t.house, city, number),
      certify(t.house, city, number),
      certify(t.house, city, number),
    ]);
    expect(agencies.asked).toEqual([]);
    expect(await actsOf(number)).toEqual(["submit", "approve", "issue"]);
    expect(await certificatesOf("grandmother")).toHaveLength(1);
  });

  test("is refused in the service's words, in both languages, where the records do not allow it", async () => {
    const { look_up: lookUp } = t.house.catalogue.service("tax-payment-proof")?.definition ?? {};
    const { number } = await file("foreigner");
    agencies.says = { found: { ...issued().found, total_paid: 0 } };
    await answerCase(t.house, city, number);
    const refused = await read(number);
    expect(refused.row).toMatchObject({ state: "refused", certificate: null });
    expect(refused.timeline[0]?.words.say).toEqual(lookUp?.otherwise);
    const second = await file("foreigner");
    agencies.says = "nothing";
    await answerCase(t.house, city, second.number);
    expect((await read(second.number)).timeline[0]?.words.say).toEqual(lookUp?.none);
    const third = await file("foreigner");
    agencies.says = { refused: "纳税人状态异常，请到办税服务厅办理。" };
    await answerCase(t.house, city, third.number);
    expect((await read(third.number)).timeline[0]?.words.reason).toBe("纳税人状态异常，请到办税服务厅办理。");
    expect(await certificatesOf("foreigner")).toEqual([]);
  });

  test("waits visibly while the agency is down, says so once, and is answered when it is back", async () => {
    const { number } = await file("trader");
    agencies.says = { fails: "down" };
    expect(await answerCase(t.house, city, number)).toEqual({ kind: "waiting", reason: "down" });
    agencies.says = { fails: "timeout" };
    t.clock.now = new Date(t.clock.now.getTime() + 600_000);
    await answerCase(t.house, city, number);
    expect(await actsOf(number)).toEqual(["submit", "wait"]);
    expect((await read(number)).row.waiting_for).toBe("down");
    agencies.says = issued();
    t.clock.now = new Date(t.clock.now.getTime() + 3_600_000);
    await answerCase(t.house, city, number);
    expect((await read(number)).row).toMatchObject({ state: "approved", waiting_for: null });
  });

  test("one that was withdrawn while the agency was asked stays withdrawn", async () => {
    const { number } = await file("trader");
    agencies.before = async () => {
      const { row } = await read(number);
      const by = { kind: "resident", id: row.applicant } as const;
      await perform(t.house.cases, { city, number, type: "withdraw", revision: row.revision, by });
    };
    await answerCase(t.house, city, number);
    expect((await read(number)).row).toMatchObject({ state: "withdrawn", certificate: null });
  });

  test("its errand comes with the submission, once, whoever dies; when nobody answers it is tried until somebody does", async () => {
    const { number } = await file("worker");
    // Sent, and the process that sent it is gone before it asked.
    await passOn();
    await passOn();
    const errands = await asOwner(t.test, (owner) =>
      owner.query("select purpose, agency, state from agency_errands where subject = $1", [number]),
    );
    expect(errands.rows).toEqual([{ purpose: "answer", agency: "tax", state: "waiting" }]);
    agencies.says = { fails: "error" };
    await runErrands();
    expect((await read(number)).row.waiting_for).toBe("error");
    agencies.says = issued();
    await runErrands();
    expect((await read(number)).row.state).toBe("approved");
    await passOn();
    const { items } = await inbox(t.house.database, t.house.secrets, keyOf(t.house, "worker"));
    const told = items.filter((one) => one.about === number).map(({ template }) => template);
    expect(told.sort()).toEqual(["certificate_issued", "records_asked"]);
    const left = await asOwner(t.test, (owner) =>
      owner.query("select count(*)::int as count from agency_errands where subject = $1", [number]),
    );
    expect(left.rows).toEqual([{ count: 0 }]);
  });
});

/** What the relay and the worker do, at once and here. */
async function passOn(): Promise<void> {
  const { house } = t;
  const all = reactions(house);
  const { rows } = await asOwner(t.test, (owner) =>
    owner.query("select *, at::timestamptz as at from events where city = $1 order by seq", [city]),
  );
  for (const row of rows) {
    const event = { ...row, seq: BigInt(row.seq) };
    for (const name of reactionsFor(event)) {
      const reaction = all.get(name);
      if (reaction) await runReaction(house.database, reaction, city, [event], house.clock());
    }
  }
  await relay(house.database, () => []);
}

/** An hour later, everything that is due has been tried. */
async function runErrands(): Promise<void> {
  t.clock.now = new Date(t.clock.now.getTime() + 3_600_000);
  const never = () => Promise.reject(new Error("nobody asked for this errand"));
  await t.house.agencies.run({
    answer: async ({ city: at, subject }) => {
      const said = await answerCase(t.house, at, subject);
      return said.kind === "answered" ? "done" : { wait: said.reason };
    },
    submit: never,
    follow: never,
    withdraw: never,
  });
}

describe("the pages of an instant certificate", () => {
  test("send, and the certificate is there: number, code, file, how to verify; twice is once", async () => {
    const who = await signedIn("student");
    await fill(who);
    const twice = [who.prepare("开具"), who.prepare("开具")];
    await Promise.all(twice.map((one) => who.send(one)));
    expect(who.page.at).toMatch(/^\/me\/cases\//);
    const { text, links, html } = who.page;
    expect(who.page.title).toBe("已经有结果");
    expect(text).toContain("8,680.00 元");
    expect(text.replaceAll(/\s/g, "")).toMatch(/证照编号430621-\d{8}-Z/);
    expect(html).toContain('class="qr"');
    const pdf = links.find(({ href }) => href.endsWith(".pdf"));
    expect(links.some(({ href }) => href.startsWith("/verify/"))).toBe(true);
    const file = await fetch(new URL(pdf?.href ?? "", t.baseUrl), {
      headers: { cookie: [...who.cookies].map(([name, value]) => `${name}=${value}`).join("; ") },
    });
    expect(file.headers.get("content-type")).toContain("application/pdf");
    expect(agencies.asked.length).toBeLessThanOrEqual(2);
    expect(await actsOf(who.page.at.split("/").at(-1) ?? "")).toEqual(["submit", "approve", "issue"]);
  });

  test("while the agency is down the case waits with the reason; asking again by hand gets it when it is up", async () => {
    agencies.says = { fails: "down" };
    const who = await signedIn("trader");
    await fill(who);
    await who.press("开具");
    expect(who.page.at).toMatch(/^\/me\/cases\//);
    expect(who.page.text).toContain("还在等机关的系统");
    expect(who.page.text).toContain("连不上");
    agencies.says = issued();
    t.clock.now = new Date(t.clock.now.getTime() + 600_000);
    await who.press("现在再问一次");
    expect(who.page.title).toBe("已经有结果");
    expect(who.page.text).not.toContain("还在等机关的系统");
  });

  test("what the records do not allow is said with the way to go on", async () => {
    agencies.says = "nothing";
    const who = await signedIn("worker", "en");
    await fill(who, "en");
    await who.press("Get it");
    expect(who.page.title).toBe("This is not possible now");
    expect(who.page.text).toContain("The tax authority has no record of tax paid by you");
    expect(who.page.text).toContain("administrative review within 60 days");
  });
});

async function signedIn(sub: Sub, language = "zh"): Promise<Visitor> {
  const browser = new Browsing(t.baseUrl);
  await browser.signIn(sub);
  const who = visitor(t.baseUrl, { language });
  for (const [name, value] of browser.cookies) who.cookies.set(name, value);
  return who;
}

/** From the guide to the page that checks. */
async function fill(who: Visitor, language: "zh" | "en" = "zh"): Promise<void> {
  const zh = language === "zh";
  await who.get(proof);
  await who.follow(zh ? "开具" : "Get it");
  await who.press(who.page.buttons[0] ?? "");
  await who.press(zh ? "保存并继续" : "Save and continue", {
    tax_kind: "deed",
    [zh ? "从哪一天缴的算起" : "Paid from"]: "2022-01-01",
    [zh ? "算到哪一天" : "Paid until"]: "2023-12-31",
  });
  expect(who.page.at).toMatch(/\/check$/);
}
