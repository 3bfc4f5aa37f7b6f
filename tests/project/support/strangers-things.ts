import { randomUUID } from "node:crypto";
import { Readable } from "node:stream";
import { errandsAbout } from "../../../src/domain/agencies/index.ts";
import {
  beginAssist,
  findAssist,
  listFilters,
  listTemplates,
  markAssistSent,
  saveFilter,
  saveTemplate,
} from "../../../src/domain/caseload/index.ts";
import { perform, submitCase } from "../../../src/domain/cases/index.ts";
import { checkImport, type ServiceVersion } from "../../../src/domain/catalogue/index.ts";
import { jpeg } from "../../../src/domain/documents/fixtures.ts";
import {
  attachFiles,
  type Certificate,
  issueCertificate,
  makeCode,
  ownCode,
  receiveFile,
  redeemCode,
} from "../../../src/domain/documents/index.ts";
import { startDraft } from "../../../src/domain/forms/index.ts";
import { type Clerk, residentIdCheck } from "../../../src/domain/identity/index.ts";
import { beginEvent } from "../../../src/domain/life-events/index.ts";
import { deliver } from "../../../src/domain/notifications/index.ts";
import { moneyFixture } from "../../../src/domain/payments/fixtures.ts";
import {
  askRefund,
  confirmPayment,
  createPayment,
  differenceId,
  keepOwed,
  noteReceiptsDue,
  receiptsOf,
  rememberAccount,
  rememberedAccounts,
  runPaymentTasks,
  runReceipts,
} from "../../../src/domain/payments/index.ts";
import { cityScope, residentScope } from "../../../src/foundation/database/index.ts";
import { newId, publicNumber } from "../../../src/foundation/ids/index.ts";
import { fileOwner } from "../../../src/surfaces/resident/journey/whose.ts";
import { permitAnswers } from "../../helpers/cases.ts";
import { asOwner } from "../../helpers/database.ts";
import type { TestHouse } from "../../helpers/house.ts";

const day = "2026-11-16";

/** What stands in an address and belongs to somebody: of every kind one, all of one owner. */
export const kinds = [
  ...["case", "caseFile", "correcting", "correctingFile", "checked", "programCase"],
  ...["draft", "draftFile", "lookDraft", "event", "eventDraft"],
  ...["certificate", "code", "usedByProgram", "usedByClerk", "message"],
  ...["payment", "receipt", "programPayment", "programReceipt", "refund", "difference", "bill", "account"],
  ...["errand", "assist", "assistFile", "absence", "template", "filter", "import", "clerk", "proposal"],
] as const;
export type Kind = (typeof kinds)[number];
/** With the city that stands beside them in an address. */
export type Ids = Readonly<Record<Kind | "city", string>>;

const letters: Readonly<Record<string, Parameters<typeof publicNumber>[2]>> = {
  ...{
    case: "C",
    correcting: "C",
    checked: "C",
    programCase: "C",
    event: "E",
    certificate: "Z",
    refund: "R",
    bill: "B",
  },
  ...{ payment: "P", programPayment: "P", receipt: "Q", programReceipt: "Q" },
};

/** Ids in the right form of which there is nothing. */
export function unknownIds({ clock }: TestHouse, city: string): Ids {
  const ids: Record<string, string> = { city };
  for (const kind of kinds) {
    const letter = letters[kind];
    ids[kind] = letter === undefined ? newId(clock.now) : publicNumber(city, day, letter);
  }
  return { ...ids, difference: differenceOf(publicNumber(city, day, "P")) } as Ids;
}

const differenceOf = (number: string): string =>
  differenceId({ source: "provider/demo/main", day, kind: "payment", number, part: "", line: 0 });

export const documentOf = (serial: number): string => {
  const digits = `43062119900101${String(serial).padStart(3, "0")}`;
  return digits + residentIdCheck(digits);
};

export type Owner = {
  readonly resident: string;
  /** Of the identity document. */
  readonly serial: number;
  readonly where: string;
  readonly agency: string;
  /** Who works there, and who leads there. */
  readonly clerk: Clerk;
  readonly lead: Clerk;
  /** The office's own account, that its pages name. */
  readonly account: string;
  /** Programs: one that pays for people, and one of the agency. */
  readonly channel: string;
  readonly office: string;
};

/** One thing of every kind, of this owner. */
export async function thingsOf(running: TestHouse, of: Owner): Promise<Ids> {
  const { house } = running;
  const service = house.catalogue.service("residence-permit", null);
  const look = house.catalogue.service("contribution-record", null);
  if (!service || !look) throw new Error("the residence permit is not published");
  const own = await casesOf(running, of, service);
  return {
    ...own,
    ...(await draftsOf(running, of, service, look)),
    ...(await papersOf(running, of, service, own.case)),
    ...(await moneyOf(running, of)),
    ...(await workOf(running, of, service, own)),
    ...{ city: of.where, clerk: of.account, proposal: newId(running.clock.now) },
  };
}

async function fileOf({ house, clock }: TestHouse, city: string, owner: string, draft: string): Promise<string> {
  const given = { city, owner, draft, question: "proof", name: "证明", now: clock.now };
  return (await receiveFile(house.documents, Readable.from([jpeg()]), given)).id;
}

/** A case that was taken, one that has to be put right, both with a file; a decision that was drawn to be looked at. */
async function casesOf(running: TestHouse, of: Owner, service: ServiceVersion) {
  const { house, test, clock } = running;
  const { where: city, resident, agency } = of;
  const own = { channel: "web", by: { kind: "resident", id: resident } } as const;
  const file = async (as?: { readonly channel: string }) => {
    const key = randomUUID();
    const { number } = await submitCase(house.cases, {
      ...{ city, service, agency, resident, answers: permitAnswers(), delivery: "collect" },
      ...(as ? { channel: as.channel, by: { kind: "partner", id: as.channel } } : own),
      applicant: { name: "李明华", id_type: "resident_id", id_number: documentOf(of.serial), phone: "13800138000" },
      idempotency: { caller: resident, key, bodyHash: key },
    });
    const id = await fileOf(running, city, resident, randomUUID());
    await house.database.transaction(cityScope(city), (tx) =>
      attachFiles(tx, { city, owner: resident, ids: [id], caseNumber: number }),
    );
    return { number, file: id };
  };
  const by = { kind: "clerk", id: of.clerk.id } as const;
  const [taken, correcting, program] = [await file(), await file(), await file(of)];
  // A move of the case by its own agency, so that the newest revision is not the first.
  await perform(house.cases, { city, number: taken.number, type: "take", revision: 1, by });
  const input = { items: ["租房合同第二页"] };
  await perform(house.cases, { city, number: correcting.number, type: "ask_correction", revision: 1, by, input });
  await asOwner(test, async (owner) => {
    await owner.query("select set_config('app.cities', $1, false)", [city]);
    await owner.query(
      "insert into rule_checks (city, number, service, agency, drawn_at) values ($1, $2, 'residence-permit', $3, $4)",
      [city, taken.number, agency, clock.now],
    );
  });
  return {
    ...{ case: taken.number, caseFile: taken.file, checked: taken.number },
    ...{ correcting: correcting.number, correctingFile: correcting.file, programCase: program.number },
  };
}

/** What is not sent yet, and an event of life. */
async function draftsOf(running: TestHouse, of: Owner, service: ServiceVersion, look: ServiceVersion) {
  const { house, clock } = running;
  const { where: city, resident } = of;
  const owner = `resident:${resident}` as const;
  const begin = (one: Parameters<typeof startDraft>[1]["service"]) =>
    startDraft(house, { owner, city, service: one, now: clock.now, fresh: true });
  const draft = await begin(service);
  const event = house.catalogue.lifeEvents.all().find(({ definition }) => definition.code === "losing-a-job");
  if (!event) throw new Error("the life event is not published");
  const number = await beginEvent(house.database, {
    ...{ resident, city, day, draft: (await begin(event.shared)).id, now: clock.now },
    ...{ event: "losing-a-job", version: event.version, services: ["employment-registration"] },
  });
  return {
    ...{
      draft: draft.id,
      draftFile: await fileOf(running, city, fileOwner(draft.id), draft.id),
      lookDraft: (await begin(look)).id,
    },
    ...{ event: number, eventDraft: (await begin(event.shared)).id },
  };
}

/** A certificate, codes of it that are open and used, and a message. */
async function papersOf({ house, clock }: TestHouse, of: Owner, service: ServiceVersion, caseNumber: string) {
  const { now } = clock;
  const { where: city, resident: holder } = of;
  const certificate = await issueCertificate(house.documents, {
    ...{ city, caseNumber, template: "residence-permit", templateVersion: service.version, holder },
    facts: {
      title: { zh: "居住证", en: "Residence permit" },
      ...{ holder: "李明华", lines: [], issuedOn: day, validUntil: "2027-11-15" },
      issuer: { zh: "公安局", en: "Public Security Bureau" },
    },
    ...{ baseUrl: house.settings.baseUrl, demonstration: true, now },
  });
  const code = () => makeCode(house.documents, { certificate, id: newId(now), purpose: "入学", now });
  const used = async (key: string) => {
    const { id } = await code();
    const shown = await ownCode(house.documents, { city, id, holder, now });
    const by = { key, name: "用户", agencies: undefined, once: id };
    await redeemCode(house.documents, { city, typed: shown?.digits ?? "", by, now }, async () => undefined);
    return id;
  };
  const told = { template: "accepted", values: { service: service.definition.name, decide_by: null } } as const;
  const [message = ""] = await house.database.transaction(residentScope(holder), (tx) =>
    deliver(tx, house.secrets, [{ ...told, resident: holder, city, about: caseNumber }], now),
  );
  return {
    ...{ certificate: (certificate satisfies Certificate).number, code: (await code()).id, message },
    ...{ usedByProgram: await used(`partner:${of.office}`), usedByClerk: await used(`clerk:${of.clerk.id}`) },
  };
}

let accounts = 0;

/** Payments of a person and by a program, written off and with receipts, one asked back; a bill of a person's own, a kept account, a difference. */
async function moneyOf({ house, test, clock }: TestHouse, { where: city, resident, channel }: Owner) {
  const money = moneyFixture({ ...test, secrets: house.secrets });
  const { context, wallet } = money;
  accounts += 1;
  const account = `43016228${accounts}`;
  const owing = { city, biller: "power-supply", service: "electricity", payee: "merchant", account } as const;
  const parameters = { operation: "electricity", parameters: {} };
  const pay = async (payer: string, amount_fen: bigint) => {
    const reference = randomUUID();
    const [bill] = await keepOwed(context, { ...owing, ...parameters }, [
      { reference, amount_fen, late_fee_fen: 0n, items: [] },
    ]);
    const { number } = await createPayment(context, {
      ...{ city, bills: [{ number: bill?.number ?? "" }], provider: "demo", account: "main", from: "phone", payer },
      ...{ by: { kind: "resident", id: payer }, channel: "web" },
      idempotency: { caller: payer, key: reference, bodyHash: reference },
    });
    wallet.pay(number, amount_fen);
    await confirmPayment(context, city, wallet.told(number));
    while ((await runPaymentTasks(context, [city])) > 0);
    await house.database.transaction(cityScope(city), (tx) => noteReceiptsDue(tx, city, [number], clock.now));
    const words = {
      service: { zh: "交电费", en: "Electricity" },
      biller: { zh: "供电", en: "Power" },
      hasAccount: true,
    };
    const parts = { payments: context, payerName: async () => undefined, wordsOf: async () => words };
    await runReceipts(parts, [city]);
    const [receipt] = await receiptsOf(context, city, number);
    return { number, receipt: receipt?.number ?? "" };
  };
  const [own, program] = [await pay(resident, 7_700n), await pay(`partner:${channel}`, 8_800n)];
  const by = { kind: "resident", id: resident } as const;
  const { refunds } = await askRefund(context, { city, number: own.number, by, amount_fen: 1n, reason: "退" });
  const kept = { resident, city, service: "electricity", own: true, account, parameters: {} };
  await rememberAccount(context, kept);
  const remembered = (await rememberedAccounts(context, resident)).find((one) => one.account === account);
  const [bill] = await keepOwed(
    context,
    {
      ...{ city, biller: "tax", service: "social-contributions", payee: "merchant", account: `${resident}:x` },
      ...{ operation: "social-contributions", parameters: {} },
    },
    [{ reference: randomUUID(), amount_fen: 100n, late_fee_fen: 0n, items: [] }],
  );
  await asOwner(test, async (owner) => {
    await owner.query("select set_config('app.cities', $1, false)", [city]);
    await owner.query(
      `insert into differences (city, source, day, kind, number, part, line, name, state, theirs_fen, changed_by, changed_at, run)
       values ($1, 'provider/demo/main', $2, 'payment', $3, '', 0, 'missing_here', 'open', 7700, 'system', $4, $5)`,
      [city, day, own.number, clock.now, newId(clock.now)],
    );
  });
  return {
    ...{ payment: own.number, receipt: own.receipt, programPayment: program.number, programReceipt: program.receipt },
    ...{ refund: refunds[0]?.number ?? "", difference: differenceOf(own.number) },
    ...{ bill: bill?.number ?? "", account: remembered?.id ?? "" },
  };
}

/** What staff and programs have: an errand, somebody helped, an absence, a reason, a view, a list to import. */
async function workOf(
  { house, test, clock }: TestHouse,
  of: Owner,
  service: ServiceVersion,
  own: { readonly case: string; readonly correcting: string; readonly correctingFile: string },
) {
  const { now } = clock;
  const { where: city, agency, clerk, lead } = of;
  await house.database.transaction(cityScope(city), (tx) =>
    house.agencies.enqueue(tx, { city, agency, purpose: "submit", subject: own.case, service: "residence-permit" }),
  );
  const [errand] = await errandsAbout(house.database, city, own.case);
  const person = { name: "李明华", idType: "resident_id", idNumber: documentOf(of.serial), phone: "13800138000" };
  const helped = { ...person, clerk, service, agencyName: "公安局", today: day, consent: "word" };
  const assist = await beginAssist(house, helped, now);
  await markAssistSent(house, await findAssist(house, clerk, assist.id), own.correcting, now);
  const absence = newId(now);
  await asOwner(test, async (owner) => {
    await owner.query("select set_config('app.cities', $1, false)", [city]);
    await owner.query(
      `insert into absences (city, id, clerk, deputy, from_at, until_at, created_by, created_at)
       values ($1, $2, $3, $4, $5, $6, $3, $7)`,
      [city, absence, clerk.id, randomUUID(), new Date(now.getTime() + 1e8), new Date(now.getTime() + 2e8), now],
    );
  });
  const words = { service: null, act: "refuse", name: randomUUID(), zh: "不满半年。", en: "Less than half a year." };
  await saveTemplate(house, lead, words, now);
  const template = (await listTemplates(house, city, agency)).find(({ name }) => name === words.name);
  const view = { name: randomUUID(), query: "view=due" };
  await saveFilter(house, clerk, view, now);
  const filter = (await listFilters(house, clerk)).find(({ name }) => name === view.name);
  const { database, catalogue, regions } = house;
  const list = { name: "list.csv", content: Buffer.from("事项名称,咨询电话\n居住证申领,0730-7622222\n") };
  const parts = { database, catalogue, divisions: regions.divisions };
  return {
    ...{ errand: errand?.id ?? "", assist: assist.id, assistFile: own.correctingFile },
    ...{ absence, template: template?.id ?? "", filter: filter?.id ?? "" },
    import: await checkImport(parts, city, list, { id: "office", name: "office" }, now),
  };
}
