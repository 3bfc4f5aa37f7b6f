import { Readable } from "node:stream";
import { writeAudit } from "../../../../domain/audit/index.ts";
import type { Clerk } from "../../../../domain/identity/index.ts";
import { askAgain, closeDay, eachHandOverLine, handOvers } from "../../../../domain/payments/index.ts";
import { cityScope } from "../../../../foundation/database/index.ts";
import type { App } from "../../../../foundation/http/index.ts";
import { type Language, say } from "../../../../foundation/i18n/index.ts";
import { Refusal } from "../../../../foundation/refusal.ts";
import { byteOrderMark, csvLines, plainYuan } from "../../../csv.ts";
import type { House } from "../../../house.ts";
import { address, asked, posted } from "../../form.ts";
import { dayOfAddress, localTime, needMoney, readsMoney } from "../money.ts";
import { providerNames, reasonWords, unitWord } from "../words.ts";
import { type OfDay, showDay } from "./day.ts";
import { showDays } from "./list.ts";
import { words } from "./words.ts";

const path = "/staff/money/days";

/** `/staff/money/days`: the days of a city's books, what each was compared with, and its close. */
export function addDayPages(app: App, house: House): void {
  app.get(path, { config: readsMoney }, (request, reply) => showDays(house, request, reply));
  app.get<OfDay>(`${path}/:day`, { config: readsMoney }, (request, reply) => showDay(house, request, reply));

  app.post<OfDay>(`${path}/:day/ask`, { config: readsMoney }, async (request, reply) => {
    const clerk = await needMoney(house, request, "money.reconcile");
    const day = dayOfAddress(request.params.day);
    const outcome = await askAgain(house.payments, { city: clerk.city, day, source: posted(request.body, "source") });
    const done = outcome.kind === "fetched" ? "asked" : "askedWaiting";
    return reply.redirect(address(`${path}/${day}`, { done }), 303);
  });

  app.post<OfDay>(`${path}/:day/close`, { config: readsMoney }, async (request, reply) => {
    const clerk = await needMoney(house, request, "money.close");
    const day = dayOfAddress(request.params.day);
    await closeDay(house.payments, { city: clerk.city, day, by: { kind: "clerk", id: clerk.id } });
    return reply.redirect(address(`${path}/${day}`, { done: "dayClosed" }), 303);
  });

  app.get<OfDay>(`${path}/:day/hand-over.csv`, { config: readsMoney }, async (request, reply) => {
    const clerk = await needMoney(house, request);
    const day = dayOfAddress(request.params.day);
    const agency = asked(request.query, "agency");
    const of = (await handOvers(house.payments, clerk.city, day)).find((each) => each.agency === agency);
    if (!of) throw nothingThere();
    await note(house, clerk, day, agency);
    const lines = Readable.from(handOverCsv(house, clerk, day, of, request.language), { objectMode: false });
    return reply
      .header("content-type", "text/csv; charset=utf-8")
      .header("content-disposition", `attachment; filename="hand-over-${clerk.city}-${agency}-${day}.csv"`)
      .header("cache-control", "no-store")
      .send(lines);
  });
}

const nothingThere = (): Refusal =>
  new Refusal({
    code: "not_found",
    status: 404,
    say: { zh: "这一天没有这个单位的上缴清单。", en: "Nothing was handed over to this agency that day." },
  });

async function note(house: House, clerk: Clerk, day: string, agency: string): Promise<void> {
  const { city, id } = clerk;
  const entry = { city, actorKind: "clerk", actor: id, act: "money.export", subject: day, detail: { agency } } as const;
  await house.database.transaction(cityScope(city), (tx) => writeAudit(tx, entry, house.clock()));
}

/** One line a payment, and the sum, which is what was handed over. */
async function* handOverCsv(
  house: House,
  { city }: Clerk,
  day: string,
  of: { agency: string; amount_fen: bigint },
  language: Language,
): AsyncGenerator<string> {
  const w = words(language);
  yield byteOrderMark +
    csvLines([
      [
        w.csvNumber,
        w.csvBill,
        w.csvAgency,
        w.csvService,
        w.csvKind,
        w.csvHanded,
        w.csvBack,
        w.csvProvider,
        w.csvReference,
        w.csvPaidAt,
      ],
    ]);
  let sum = 0n;
  for await (const page of eachHandOverLine(house.payments, { city, agency: of.agency, day })) {
    yield csvLines(
      page.map((line) => {
        sum += line.amount_fen;
        const reason = reasonWords[line.reason as keyof typeof reasonWords];
        const service = house.catalogue.service(line.service ?? "")?.definition.name;
        const provider = providerNames[line.provider ?? ""];
        return [
          line.subject,
          line.bill_reference ?? "",
          line.agency === undefined ? "" : unitWord(house, line.agency, language),
          service ? say(service, language) : (line.service ?? ""),
          reason === undefined ? line.reason : say(reason, language),
          line.amount_fen > 0n ? plainYuan(line.amount_fen) : "",
          line.amount_fen < 0n ? plainYuan(-line.amount_fen) : "",
          provider === undefined ? (line.provider ?? "") : say(provider, language),
          line.reference ?? "",
          line.paid_at === undefined ? "" : localTime(line.paid_at),
        ];
      }),
    );
  }
  const carried = of.amount_fen - sum;
  if (carried !== 0n) {
    const [more, less] = carried > 0n ? [plainYuan(carried), ""] : ["", plainYuan(-carried)];
    yield csvLines([[w.csvCarried, "", "", "", "", more, less, "", "", ""]]);
  }
  yield csvLines([[w.csvTotal, "", "", "", "", plainYuan(of.amount_fen), "", "", "", ""]]);
}
