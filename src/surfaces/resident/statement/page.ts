import type { FastifyRequest } from "fastify";
import { createElement } from "preact";
import { profileOf } from "../../../domain/identity/index.ts";
import {
  type AccountYear,
  drawStatement,
  linesOfYear,
  rememberedAccounts,
  serialName,
  statementLimits,
  yearsOfAccount,
} from "../../../domain/payments/index.ts";
import type { App } from "../../../foundation/http/index.ts";
import { formatPeriod, type Language } from "../../../foundation/i18n/index.ts";
import { Refusal } from "../../../foundation/refusal.ts";
import { byteOrderMark, csvLines, plainYuan } from "../../csv.ts";
import type { House } from "../../house.ts";
import { sendPersonal } from "../../page.tsx";
import { sendPdf } from "../../pay/receipts.ts";
import { needResident } from "../../session.ts";
import { placeName, serviceName } from "../me/lines.tsx";
import { payAddresses } from "../pay/addresses.ts";
import { words as payPages } from "../pay/words.ts";
import { AccountStatementView } from "./view.tsx";
import { words } from "./words.ts";

const config = { access: "resident", owner: "payments" } as const;
type Asked = { Params: { id: string }; Querystring: { year?: unknown; after?: unknown } };

/** `GET /me/bills/{account}/statement?year=`, and the same as `.csv` and `.pdf`: of accounts one keeps, and of one's own payments alone. */
export function addStatementPages(app: App, house: House): void {
  app.get<Asked>("/me/bills/:id/statement", { config }, async (request, reply) => {
    const { language, query } = request;
    const { of, id, account, name, years, year } = await accountAt(house, request);
    const after = typeof query.after === "string" ? query.after.slice(0, 160) : undefined;
    const page = year === undefined ? undefined : await linesOfYear(house.payments, { ...of, year: year.year, after });
    const here = `${payAddresses.statement(id)}?year=${year?.year ?? ""}`;
    const main = createElement(AccountStatementView, {
      ...{ language, name, id, account, years, year },
      lines: page?.items ?? [],
      firstHref: after === undefined ? undefined : here,
      nextHref: page?.next === undefined ? undefined : `${here}&after=${encodeURIComponent(page.next)}`,
    });
    return sendPersonal(house, request, reply, {
      title: `${words(language).title} · ${name}`,
      main,
      city: house.regions.city(of.city),
      back: { href: payAddresses.mine, label: payPages(language).billsTitle },
    });
  });

  app.get<Asked>("/me/bills/:id/statement.csv", { config }, async (request, reply) => {
    const { language } = request;
    const { of, year } = await accountAt(house, request);
    if (year === undefined) throw noYear();
    const w = words(language);
    const { items } = await linesOfYear(house.payments, { ...of, year: year.year, limit: statementLimits.whole });
    const rows = [
      [w.day, w.kind, w.receipt, w.payment, w.reference, w.period, w.amount],
      ...items.map((line) => [
        localDay(line.at),
        line.kind === "payment" ? w.paid : w.returned,
        serialName(line.year, line.serial),
        line.payment,
        line.reference,
        line.period === null ? "" : formatPeriod(line.period, language),
        plainYuan(line.kind === "payment" ? line.amount_fen : -line.amount_fen),
      ]),
      [w.total, w.paid, "", "", "", "", plainYuan(year.paid_fen)],
      [w.total, w.returned, "", "", "", "", plainYuan(-year.returned_fen)],
      [w.total, w.net, "", "", "", "", plainYuan(year.paid_fen - year.returned_fen)],
    ];
    return reply
      .type("text/csv; charset=utf-8")
      .header("content-disposition", `attachment; filename="statement-${of.city}-${year.year}.csv"`)
      .header("cache-control", "private, no-store")
      .send(byteOrderMark + csvLines(rows));
  });

  app.get<Asked>("/me/bills/:id/statement.pdf", { config }, async (request, reply) => {
    const { of, account, payer, year } = await accountAt(house, request);
    if (year === undefined) throw noYear();
    const { items } = await linesOfYear(house.payments, { ...of, year: year.year, limit: statementLimits.whole });
    const pdf = await drawStatement({
      ...{ service: serviceName(house, of.service, "zh"), place: placeName(house, of.city, "zh"), account },
      ...{ payer: payer ?? "", year: year.year, paid_fen: year.paid_fen, returned_fen: year.returned_fen },
      lines: items.map((line) => ({ ...line, name: serialName(line.year, line.serial) })),
      madeAt: house.clock(),
      demonstration: house.demonstration,
    });
    return sendPdf(reply, pdf, `statement-${of.city}-${year.year}.pdf`);
  });
}

/** A kept account of the person who asks, and the year asked for, else the newest with a payment. @throws Refusal account_not_kept */
async function accountAt(house: House, request: FastifyRequest<Asked>) {
  const { resident } = await needResident(house, request);
  const { id } = request.params;
  const language: Language = request.language;
  const kept = (await rememberedAccounts(house.payments, resident)).find((one) => one.id === id);
  if (!kept) throw notKept();
  const { city, service, account } = kept;
  const of = { city, service, account, payer: resident };
  const years = await yearsOfAccount(house.payments, of);
  const { year: typed } = request.query;
  const year: AccountYear | undefined = years.find((one) => String(one.year) === typed) ?? years[0];
  const payer = (await profileOf(house.identity, resident))?.name;
  const name = `${serviceName(house, service, language)} · ${placeName(house, city, language)}`;
  return { of, id, account, payer, name, years, year };
}

const localDay = (at: Date): string => new Date(at.getTime() + 8 * 3_600_000).toISOString().slice(0, 10);

const notKept = (): Refusal =>
  new Refusal({
    code: "account_not_kept",
    status: 404,
    say: { zh: "您没有保存这个户号。", en: "You do not keep this account." },
  });

const noYear = (): Refusal =>
  new Refusal({ code: "not_found", status: 404, say: { zh: words("zh").none, en: words("en").none } });
