import { createElement } from "preact";
import { can } from "../../../../domain/identity/index.ts";
import { balanceOf, correct, isAccount, statementOf, trialBalance } from "../../../../domain/payments/index.ts";
import { dayFromNumber, isDay, numberOf } from "../../../../domain/regions/index.ts";
import type { App } from "../../../../foundation/http/index.ts";
import { formatDay, formatMoney, say } from "../../../../foundation/i18n/index.ts";
import { Refusal } from "../../../../foundation/refusal.ts";
import type { House } from "../../../house.ts";
import { typedAmount } from "../../../typed-amount.ts";
import { address, asked, formKey, hiddenOf, posted } from "../../form.ts";
import { sendStaff } from "../../frame.ts";
import { needMoney, readsMoney } from "../money.ts";
import { accountWord, reasonWords } from "../words.ts";
import { LedgerView, StatementView } from "./view.tsx";
import { words } from "./words.ts";

const path = "/staff/money/ledger";

/** `/staff/money/ledger`: every account of a city at the end of a day, and what moved on each. */
export function addLedgerPages(app: App, house: House): void {
  const today = (city: string) => house.regions.calendarOf(city).dayOf(house.clock());

  app.get(path, { config: readsMoney }, async (request, reply) => {
    const clerk = await needMoney(house, request);
    const { language, query } = request;
    const { city } = clerk;
    const w = words(language);
    const typed = asked(query, "day").trim();
    const day = isDay(typed) ? typed : today(city);
    const trial = await trialBalance(house.payments, city, day);
    const sum = trial.reduce((all, { balance_fen }) => all + balance_fen, 0n);
    const from = `${day.slice(0, 7)}-01`;
    const main = createElement(LedgerView, {
      language,
      hidden: hiddenOf(reply, { key: formKey() }),
      day,
      dayName: formatDay(day, language),
      rows: trial.map(({ account, balance_fen }) => ({
        code: account,
        name: accountWord(house, account, language),
        href: address(`${path}/statement`, { account, from, until: day }),
        balance: formatMoney(balance_fen, language),
      })),
      sum: formatMoney(sum, language),
      mayCorrect: can(clerk, "money.close", { city }),
      corrected: asked(query, "done") === "corrected",
    });
    return sendStaff(house, request, reply, clerk, { title: w.title, main }, "money");
  });

  app.get(`${path}/statement`, { config: readsMoney }, async (request, reply) => {
    const clerk = await needMoney(house, request);
    const { language, query } = request;
    const { city } = clerk;
    const account = asked(query, "account");
    if (!isAccount(account)) throw noAccount();
    const [typedFrom, typedUntil] = [asked(query, "from").trim(), asked(query, "until").trim()];
    const until = isDay(typedUntil) ? typedUntil : today(city);
    const from = isDay(typedFrom) && typedFrom <= until ? typedFrom : `${until.slice(0, 7)}-01`;
    const typedAfter = asked(query, "after");
    const after = typedAfter === "" ? undefined : typedAfter;
    const [page, opening, closing] = await Promise.all([
      statementOf(house.payments, { city, account, from, until, after }),
      balanceOf(house.payments, { city, account, day: dayFromNumber(numberOf(from) - 1) }),
      balanceOf(house.payments, { city, account, day: until }),
    ]);
    const name = accountWord(house, account, language);
    const here = { account, from, until };
    const money = (fen: bigint) => (fen > 0n ? formatMoney(fen, language) : "");
    const main = createElement(StatementView, {
      language,
      ...here,
      name,
      opening: formatMoney(opening, language),
      closing: formatMoney(closing, language),
      rows: page.items.map((line) => ({
        key: `${line.subject} ${line.reason} ${line.part}`,
        day: formatDay(line.day, language),
        subject: line.subject.startsWith("close ") ? words(language).closeOf({ day: line.day }) : line.subject,
        reason: say(reasonWords[line.reason], language),
        other: accountWord(house, line.other, language),
        debit: money(line.amount_fen),
        credit: money(-line.amount_fen),
      })),
      firstHref: after === undefined ? undefined : address(`${path}/statement`, here),
      nextHref: page.next === undefined ? undefined : address(`${path}/statement`, { ...here, after: page.next }),
    });
    return sendStaff(
      house,
      request,
      reply,
      clerk,
      { title: words(language).movesOf({ account: name }), main },
      "money",
    );
  });

  app.post(`${path}/correct`, { config: readsMoney }, async (request, reply) => {
    const clerk = await needMoney(house, request, "money.close");
    const { body } = request;
    await correct(house.payments, {
      city: clerk.city,
      key: posted(body, "key").slice(0, 40),
      debit: posted(body, "debit"),
      credit: posted(body, "credit"),
      amount_fen: typedAmount(posted(body, "amount")) ?? 0n,
      by: { kind: "clerk", id: clerk.id },
      because: posted(body, "because"),
    });
    return reply.redirect(address(path, { done: "corrected" }), 303);
  });
}

const noAccount = (): Refusal =>
  new Refusal({ code: "not_found", status: 404, say: { zh: "没有这个科目。", en: "There is no such account." } });
