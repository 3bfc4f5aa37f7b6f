import { Readable } from "node:stream";
import { createElement } from "preact";
import { writeAudit } from "../../../../domain/audit/index.ts";
import { maskName } from "../../../../domain/documents/index.ts";
import { can } from "../../../../domain/identity/index.ts";
import {
  eachReceipt,
  findReceipt,
  fiscalStanding,
  listReceipts,
  proveNumbers,
  type Receipt,
  readSerial,
  receiptsGivenUp,
  receiptsOf,
  serialName,
  tryReceiptsAgain,
  yearsOfReceipts,
} from "../../../../domain/payments/index.ts";
import { cityScope } from "../../../../foundation/database/index.ts";
import type { App } from "../../../../foundation/http/index.ts";
import { formatInstant, formatMoney, type Language, say } from "../../../../foundation/i18n/index.ts";
import { parsePublicNumber } from "../../../../foundation/ids/index.ts";
import { byteOrderMark, csvLines, plainYuan } from "../../../csv.ts";
import type { House } from "../../../house.ts";
import { address, asked, hiddenOf } from "../../form.ts";
import { sendStaff } from "../../frame.ts";
import { localTime, needMoney, readsMoney } from "../money.ts";
import { moneyWords } from "../words.ts";
import { type ReceiptRow, ReceiptsView } from "./view.tsx";
import { words } from "./words.ts";

const path = "/staff/money/receipts";

/** `/staff/money/receipts`: the receipts of a city and year, one by its number, the proof that no number is missing, and all as a file. */
export function addReceiptPages(app: App, house: House): void {
  app.get(path, { config: readsMoney }, async (request, reply) => {
    const clerk = await needMoney(house, request);
    const { city } = clerk;
    const { language, query } = request;
    const w = words(language);
    const [years, stuck] = await Promise.all([
      yearsOfReceipts(house.payments, city),
      receiptsGivenUp(house.payments, city),
    ]);
    const chosen = years.find(({ year }) => String(year) === asked(query, "year")) ?? years[0];
    const typed = asked(query, "number").trim().slice(0, 64);
    const before = /^\d{1,18}$/.test(asked(query, "before")) ? BigInt(asked(query, "before")) : undefined;
    const found = typed === "" ? undefined : await search(house, city, typed);
    const page =
      chosen === undefined || found !== undefined
        ? { items: [], next: undefined }
        : await listReceipts(house.payments, { city, year: chosen.year, before });
    const proof =
      chosen === undefined || asked(query, "prove") === ""
        ? undefined
        : await proveNumbers(house.payments, city, chosen.year);
    const here = { year: chosen === undefined ? undefined : String(chosen.year) };
    const main = createElement(ReceiptsView, {
      ...{ language, typed },
      years: years.map(({ year }) => year),
      year: chosen?.year,
      found: found && (await Promise.all(found.map((one) => rowOf(house, one, language, true)))),
      rows: await Promise.all(page.items.map((one) => rowOf(house, one, language, false))),
      last: String(chosen?.last ?? 0n),
      proof: proof && {
        complete: proof.complete,
        text: proof.complete
          ? w.complete({ count: String(proof.count) })
          : w.incomplete({ last: String(proof.last), count: String(proof.count) }),
      },
      proveHref: address(path, { ...here, prove: "1" }),
      csvHref: address(`${path}.csv`, here),
      firstHref: before === undefined ? undefined : address(path, here),
      nextHref: page.next === undefined ? undefined : address(path, { ...here, before: String(page.next) }),
      givenUp: stuck.length,
      mayWork: can(clerk, "money.reconcile", { city }),
      hidden: hiddenOf(reply),
    });
    return sendStaff(house, request, reply, clerk, { title: w.title, main }, "money");
  });

  app.get(`${path}.csv`, { config: readsMoney }, async (request, reply) => {
    const clerk = await needMoney(house, request);
    const { city, id } = clerk;
    const { query, language } = request;
    const years = await yearsOfReceipts(house.payments, city);
    const year = years.find((one) => String(one.year) === asked(query, "year"))?.year ?? years[0]?.year ?? 0;
    const subject = `receipts ${year}`;
    const entry = { city, actorKind: "clerk", actor: id, act: "money.export", subject } as const;
    await house.database.transaction(cityScope(city), (tx) => writeAudit(tx, entry, house.clock()));
    return reply
      .header("content-type", "text/csv; charset=utf-8")
      .header("content-disposition", `attachment; filename="receipts-${city}-${year}.csv"`)
      .header("cache-control", "no-store")
      .send(Readable.from(csv(house, city, year, language), { objectMode: false }));
  });

  app.post(`${path}/again`, { config: readsMoney }, async (request, reply) => {
    const clerk = await needMoney(house, request, "money.reconcile");
    await tryReceiptsAgain(house.payments, clerk.city);
    return reply.redirect(path, 303);
  });
}

/** By `2026-17`, the number of a receipt, or that of a payment. */
async function search(house: House, city: string, typed: string): Promise<readonly Receipt[]> {
  const serial = readSerial(typed);
  if (serial) {
    const of = { city, year: serial.year, before: serial.serial + 1n, limit: 1 };
    const { items } = await listReceipts(house.payments, of);
    return items.filter((one) => one.serial === serial.serial);
  }
  const read = parsePublicNumber(typed);
  if (read?.city !== city) return [];
  if (read.letter === "P") return receiptsOf(house.payments, city, read.number);
  const receipt = read.letter === "Q" ? await findReceipt(house.payments, city, read.number) : undefined;
  return receipt ? [receipt] : [];
}

const notHere = { waiting: "fiscalNone", given_up: "fiscalGivenUp", elsewhere: "fiscalElsewhere" } as const;

async function rowOf(house: House, receipt: Receipt, language: Language, whole: boolean): Promise<ReceiptRow> {
  const w = words(language);
  const { city, number, year, serial, kind, facts, payment, payee, amount_fen } = receipt;
  const asksTreasury = whole && payee === "treasury" && kind === "payment";
  const fiscal = asksTreasury ? await fiscalStanding(house.payments, city, payment) : undefined;
  return {
    ...{ number, payment, kind: w[kind], serial: serialName(year, serial) },
    happened: formatInstant(receipt.happenedAt, language),
    issued: formatInstant(receipt.issuedAt, language),
    service: say(facts.service, language),
    biller: say(facts.biller, language),
    payer: facts.payer === null ? w.nobody : maskName(facts.payer),
    original: facts.refund?.original.name ?? "",
    amount: formatMoney(amount_fen, language),
    fiscal:
      fiscal === undefined
        ? undefined
        : typeof fiscal === "string"
          ? w[notHere[fiscal]]
          : w.fiscalOf({ code: fiscal.code, number: fiscal.number }),
  };
}

async function* csv(house: House, city: string, year: number, language: Language): AsyncGenerator<string> {
  const w = words(language);
  const amount = moneyWords(language).inYuan({ head: w.amount });
  const heads = [w.serial, w.receiptNumber, w.kind, amount, w.happened, w.issued, w.service, w.biller, w.payer];
  yield byteOrderMark + csvLines([[...heads, w.paymentNumber, w.original]]);
  let count = 0n;
  let last = 0n;
  for await (const receipt of eachReceipt(house.payments, city, year)) {
    const { facts } = receipt;
    count += 1n;
    last = receipt.serial;
    yield csvLines([
      [
        ...[serialName(receipt.year, receipt.serial), receipt.number, w[receipt.kind]],
        ...[plainYuan(receipt.amount_fen), localTime(receipt.happenedAt), localTime(receipt.issuedAt)],
        ...[say(facts.service, language), say(facts.biller, language)],
        ...[
          facts.payer === null ? w.nobody : maskName(facts.payer),
          receipt.payment,
          facts.refund?.original.name ?? "",
        ],
      ],
    ]);
  }
  const sum = w.summaryOf({ count: String(count), missing: String(last - count) });
  yield csvLines([[w.summary, sum]]);
}
