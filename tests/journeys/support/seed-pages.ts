import { setTimeout } from "node:timers/promises";
import { assistWithin, beginAssist, listWithin, markAssistSent } from "../../../src/domain/caseload/index.ts";
import type { Act } from "../../../src/domain/cases/index.ts";
import { findCase, perform, submitCase } from "../../../src/domain/cases/index.ts";
import { clerksOf } from "../../../src/domain/identity/index.ts";
import { beginEvent, noteStep } from "../../../src/domain/life-events/index.ts";
import {
  askRefund,
  confirmPayment,
  createPayment,
  keepOwed,
  receiptsOf,
  rememberAccount,
  rememberedAccounts,
  writeOffByHand,
} from "../../../src/domain/payments/index.ts";
import { newId } from "../../../src/foundation/ids/index.ts";
import type { House } from "../../../src/surfaces/house.ts";
import { act, Browsing, eventually, fileCase, keyOf } from "../../helpers/own-pages.ts";
import { type Visitor, visitor } from "../../helpers/visitor.ts";
import { arrange, checkedList, codeFor, drawn, lifeEvents, reported } from "./page-seeds.ts";

/** Who looks at a page. */
export type Who = "nobody" | "worker" | "clerk" | "hotline" | "lead" | "office" | "finance" | "auditor" | "operator";

export type Seed = {
  readonly origin: string;
  /** Case numbers by state. */
  readonly cases: Readonly<Record<string, string>>;
  readonly suggestion: string;
  readonly certificate: string;
  /** One that it took the place of. */
  readonly replaced: string;
  /** A one-time code that its holder made for it. */
  readonly code: string;
  /** A report of a pothole. */
  readonly report: string;
  /** A draft that ends in an answer on the page. */
  readonly query: string;
  /** Addresses of drafts: answered in full, with a wrong day, and one that cannot be granted. */
  readonly full: string;
  readonly wrong: string;
  readonly short: string;
  /** Addresses of a draft of a life event that is answered in full, and of an event that was sent. */
  readonly lifeEvents: { readonly draft: string; readonly sent: string };
  readonly clerkPage: string;
  /** A list of another system that was checked. */
  readonly importPage: string;
  /** Bills that are owed, and payments of the worker. */
  readonly money: Readonly<
    Record<"bill" | "other" | "waiting" | "received" | "settled" | "refund" | "receipt" | "account", string>
  >;
  /** Addresses of what a clerk fills in for somebody, and filed. */
  readonly assists: {
    readonly unsent: string;
    readonly sent: string;
    readonly correcting: string;
    /** Of a life event. */
    readonly event: string;
  };
  /** The cookies of everybody who looks. */
  readonly cookies: Readonly<Record<Who, ReadonlyMap<string, string>>>;
};

const city = "430621";

const statesReached: readonly (readonly [state: string, acts: readonly (readonly [Act["type"], object?])[]])[] = [
  ["submitted", []],
  ["correction_asked", [["ask_correction", { items: ["请上传劳动合同上写有双方签名的那几页。", "单位名称请写全。"] }]]],
  ["not_accepted", [["decline", { reason: "您住在临湘市，不归岳阳县办理。", where: "临湘市公安局" }]]],
  ["accepted", [["accept"]]],
  ["in_review", [["accept"], ["take"]]],
  ["suspended", [["accept"], ["suspend", { reason: "要到您的住处实地核查，大约五天。" }]]],
  ["approved", [["accept"], ["approve", { note: "欢迎您。" }]]],
  ["refused", [["accept"], ["refuse", { reason: "房东说没有把这处房子租给您，所以不能确认您住在这里。" }]]],
  ["delivered", [["accept"], ["approve"]]],
  ["withdrawn", []],
  ["transferred", [["transfer", { where: "临湘市公安局", reason: "您已经搬到临湘市。" }]]],
];

/** The states whose pages are looked at; the clock alone leads to the two that are missing (lapsed, archived). */
export const statesSeen = statesReached.map(([state]) => state);

/** Makes everything that the pages show: cases in every state, drafts, a certificate, and somebody signed in for each role. */
export async function seedPages(house: House, baseUrl: string): Promise<Seed> {
  const worker = await signedInResident(baseUrl, "worker");
  const cookies = {
    nobody: new Map<string, string>(),
    worker: worker.cookies,
    clerk: (await signedInStaff(baseUrl, "岳阳县 办事人员")).cookies,
    hotline: (await signedInStaff(baseUrl, "岳阳县 12345 政务服务便民热线")).cookies,
    lead: (await signedInStaff(baseUrl, "岳阳县 部门负责人")).cookies,
    office: (await signedInStaff(baseUrl, "岳阳县 市县管理人员")).cookies,
    finance: (await signedInStaff(baseUrl, "岳阳县 财务人员")).cookies,
    auditor: (await signedInStaff(baseUrl, "岳阳县 审计员")).cookies,
    operator: (await signedInStaff(baseUrl, "运维管理员")).cookies,
  };
  const cases = await casesInEveryState(house);
  await drawn(house, cases["approved"] ?? "");
  // A person has one permit that stands: the later one took the place of the first.
  const certificate = await certificateOf(house, cases["delivered"] ?? "");
  await arrange(house);
  return {
    origin: baseUrl,
    cases,
    suggestion: await suggest(baseUrl),
    certificate,
    replaced: await certificateOf(house, cases["approved"] ?? ""),
    code: await codeFor(house, certificate),
    report: await reported(house),
    query: await queryDraft(worker),
    full: await fullDraft(worker),
    wrong: await begunDraft(worker, "130982", "2026-02-31"),
    short: await begunDraft(worker, "419001", "2026-09-01"),
    lifeEvents: await lifeEvents(house, worker),
    money: await money(house),
    importPage: await checkedList(house),
    clerkPage: await firstClerk(baseUrl, cookies.office),
    assists: await assistPages(house, cases["submitted"] ?? ""),
    cookies,
  };
}

/** Two bills that are owed; payments: one waits, of one the money is in, one has its receipt and is asked back. The worker keeps the account. */
async function money(house: House): Promise<Seed["money"]> {
  const resident = keyOf(house, "worker");
  const of = { city, biller: "power", service: "electricity", payee: "merchant", account: "4301622875" } as const;
  const owed = ["page-1", "page-2", "page-3", "page-4", "page-5"].map((reference, index) => ({
    ...{ reference, amount_fen: 13_674n + BigInt(index), late_fee_fen: 0n, dueOn: "2026-11-28", period: "2026-10" },
    items: [{ name: "第一档电量", amount_fen: 11_760n }],
    holder: "王*",
  }));
  const parameters = { company: "state_grid", account_no: of.account };
  const bills = await keepOwed(
    house.payments,
    { ...of, operation: "electricity", parameters, partialMinFen: 1_000n },
    owed,
  );
  const numberOf = (reference: string) => bills.find((bill) => bill.reference === reference)?.number ?? "";
  const begin = async (reference: string) => {
    const { number } = await createPayment(house.payments, {
      ...{ city, provider: "demo", account: "main", from: "phone", payer: resident, channel: "web" },
      bills: [{ number: numberOf(reference) }],
      by: { kind: "resident", id: resident },
      idempotency: { caller: "seed-pages", key: reference, bodyHash: reference },
    });
    return number;
  };
  const waiting = await begin("page-3");
  const received = await begin("page-4");
  await confirmPayment(house.payments, city, { number: received, state: "paid", amount_fen: 13_677n });
  const settled = await begin("page-5");
  await confirmPayment(house.payments, city, { number: settled, state: "paid", amount_fen: 13_678n });
  const [clerk] = (await clerksOf(house.identity, city, {})).items;
  await writeOffByHand(house.payments, {
    ...{ city, number: settled, bill: numberOf("page-5"), reference: "DL-1" },
    by: { kind: "clerk", id: clerk?.id ?? "" },
  });
  const [receipt] = await eventually(
    () => receiptsOf(house.payments, city, settled),
    (receipts) => receipts.length > 0,
  );
  const asked = await askRefund(house.payments, {
    ...{ city, number: settled, by: { kind: "resident", id: resident } },
    ...{ amount_fen: 1_000n, reason: "多交了十元。" },
  });
  await rememberAccount(house.payments, {
    resident,
    city,
    service: of.service,
    account: of.account,
    parameters,
    own: true,
  });
  const [kept] = await rememberedAccounts(house.payments, resident);
  if (receipt === undefined || kept === undefined) throw new Error("there is no receipt or no account");
  return {
    ...{ bill: numberOf("page-1"), other: numberOf("page-2"), waiting, received, settled },
    ...{
      refund: asked.refunds[0]?.number ?? "",
      receipt: `${receipt.number}?check=${receipt.check}`,
      account: kept.id,
    },
  };
}

async function signedInResident(baseUrl: string, sub: "worker"): Promise<Visitor> {
  const browsing = new Browsing(baseUrl);
  await browsing.signIn(sub);
  const who = visitor(baseUrl);
  for (const [name, value] of browsing.cookies) who.cookies.set(name, value);
  return who;
}

/** One that a clerk has begun for somebody, and one that was sent. */
async function assistPages(house: House, number: string): Promise<Seed["assists"]> {
  const { items } = await clerksOf(house.identity, city, { agency: "public-security" });
  const clerk = items.find(({ login }) => login === `${city}-clerk`);
  const service = house.catalogue.service("residence-permit");
  if (!clerk || !service) throw new Error("there is no clerk or no permit");
  const person = { name: "王秀兰", idType: "passport", idNumber: "E12345678", phone: "", consent: "word" };
  const about = { ...person, clerk, service, agencyName: "岳阳县公安局", today: "2026-11-16" };
  const unsent = await beginAssist(house, about, house.clock());
  const sent = await beginAssist(house, about, house.clock());
  await markAssistSent(house, sent, number, house.clock());
  const correcting = await beginAssist(house, about, house.clock());
  const key = correcting.id;
  const filed = await submitCase(house.cases, {
    ...{
      city,
      service,
      agency: "public-security",
      resident: correcting.resident,
      delivery: "collect",
      channel: "counter",
    },
    applicant: { name: person.name, id_type: person.idType, id_number: person.idNumber, phone: "13900009003" },
    answers: service.definition.samples[0]?.answers ?? {},
    by: { kind: "clerk", id: clerk.id },
    idempotency: { caller: `staff:${clerk.id}`, key, bodyHash: key },
  });
  await act(house, filed.number, "ask_correction", { items: ["门牌号不完整"] });
  await markAssistSent(house, correcting, filed.number, house.clock());
  const at = (one: { readonly id: string }) => `/staff/assist/${one.id}`;
  const event = await assistedEvent(house, about, number);
  return { unsent: at(unsent), sent: at(sent), correcting: at(correcting), event: at(event) };
}

/** A life event filed for somebody, of which one service became this case, one was refused and one waits. */
async function assistedEvent(house: House, about: Parameters<typeof beginAssist>[1], caseNumber: string) {
  const { database } = house;
  const now = house.clock();
  const event = house.catalogue.lifeEvents.one("birth");
  if (!event) throw new Error("there is no birth");
  const assist = await beginAssist(house, { ...about, service: event.shared }, now);
  const services = event.steps.slice(0, 3).map(({ service }) => service);
  const [sent = "", refused = ""] = services;
  await assistWithin(house, assist, { service: sent, draft: newId(now) }, now);
  const [within] = await listWithin(house, assist);
  if (within) await markAssistSent(house, within, caseNumber, now);
  const number = await beginEvent(database, {
    ...{ resident: assist.resident, city, day: "2026-11-16", draft: assist.draft, services, now },
    ...{ event: event.definition.code, version: event.version },
  });
  const step = { resident: assist.resident, number, now };
  await noteStep(database, { ...step, service: sent, caseNumber });
  const say = { zh: "孩子不是在本市的医院出生的。", en: "The child was not born in a hospital of this city." };
  await noteStep(database, { ...step, service: refused, refused: { code: "not_eligible", say } });
  await markAssistSent(house, assist, number, now);
  return assist;
}

async function signedInStaff(baseUrl: string, button: string): Promise<Visitor> {
  const who = visitor(baseUrl);
  await who.get("/staff/sign-in");
  await who.press(button);
  return who;
}

async function casesInEveryState(house: House): Promise<Record<string, string>> {
  const cases: Record<string, string> = {};
  for (const [state, acts] of statesReached) {
    const delivery = state === "delivered" ? "post" : "collect";
    const { number } = await fileCase(house, "worker", { delivery });
    for (const [type, input] of acts) await act(house, number, type, { ...input });
    cases[state] = number;
  }
  await certificateOf(house, cases["delivered"] ?? "");
  await act(house, cases["delivered"] ?? "", "deliver", { tracking: "EMS1234567890CN" });
  await withdraw(house, cases["withdrawn"] ?? "");
  return cases;
}

async function withdraw(house: House, number: string): Promise<void> {
  const { revision, applicant } = await findCase(house.cases, city, number);
  const by = { kind: "resident", id: applicant } as const;
  await perform(house.cases, { city, number, type: "withdraw", revision, by, input: { reason: "我搬家了。" } });
}

/** The certificate of an approved case: a reaction makes it a moment later. */
async function certificateOf(house: House, number: string): Promise<string> {
  for (let tries = 0; tries < 150; tries += 1) {
    const { certificate } = await findCase(house.cases, city, number);
    if (certificate !== null) return certificate;
    await setTimeout(200);
  }
  throw new Error(`no certificate was made for ${number}`);
}

/** What somebody asks the agency's records; their answer is asked for anew whenever the page is opened. */
async function queryDraft(who: Visitor): Promise<string> {
  await who.get(`/${city}/services/contribution-record/start`);
  await who.press("查询", { 哪种保险: "养老保险", 从哪一天: "2026-08-01", 到哪一天: "2026-10-31" });
  const [, draft] = /^(.+\/drafts\/[^/]+)\/answer$/.exec(who.page.at) ?? [];
  if (draft === undefined) throw new Error(`the query ended at ${who.page.at}: ${who.page.errors.join()}`);
  return draft;
}

async function fullDraft(who: Visitor): Promise<string> {
  const draft = await begunDraft(who, city, "2025-03-01");
  await who.press("保存并继续", { 您符合哪一项: "housing" });
  await who.press("保存并继续", { housing_kind: "lease", "housing_proof-promise": true });
  await who.press("保存并继续", {});
  await who.press("保存并继续", {});
  await who.press("保存并继续", { delivery_way: "post" });
  await who.press("保存并继续", {});
  if (who.page.title !== "请核对") throw new Error(`the draft ended at ${who.page.at}: ${who.page.errors.join()}`);
  return draft;
}

async function begunDraft(who: Visitor, place: string, since: string): Promise<string> {
  await who.get(`/${place}/services/residence-permit/start`);
  await who.press("开始填写");
  const draft = /^(.+\/drafts\/[^/]+)/.exec(who.page.at)?.[1] ?? "";
  const [year = "", month = "", day = ""] = since.split("-");
  const lived = { "lives_since-year": year, "lives_since-month": month, "lives_since-day": day };
  await who.press("保存并继续", { 详细地址: "演示路 18 号 2 栋 501 室", ...lived });
  return draft;
}

async function suggest(baseUrl: string): Promise<string> {
  const who = visitor(baseUrl);
  await who.get(`/${city}/services/suggestion/start`);
  await who.press("开始填写");
  await who.press("保存并继续", { matter: "broken", text: "按钮太小，看不清。" });
  await who.press("保存并继续", { phone: "" });
  await who.press("提交");
  return who.page.at.split("/")[3] ?? "";
}

async function firstClerk(baseUrl: string, cookies: ReadonlyMap<string, string>): Promise<string> {
  const who = visitor(baseUrl);
  for (const [name, value] of cookies) who.cookies.set(name, value);
  const { links } = await who.get("/staff/office/clerks");
  const link = links.find(({ href }) => /^\/staff\/office\/clerks\/[0-9a-f-]{36}$/.test(href));
  if (!link) throw new Error("the list of clerks leads to nobody");
  return link.href;
}
