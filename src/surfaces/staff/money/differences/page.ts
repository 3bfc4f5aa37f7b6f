import { Readable } from "node:stream";
import type { FastifyReply, FastifyRequest } from "fastify";
import { createElement } from "preact";
import { writeAudit } from "../../../../domain/audit/index.ts";
import { type Clerk, can } from "../../../../domain/identity/index.ts";
import {
  type Difference,
  type DifferenceKey,
  differenceId,
  differenceKey,
  differenceNames,
  differenceNotFound,
  differenceStates,
  differencesOf,
  explainDifference,
  findDifference,
  listDifferences,
  paymentsBehind,
  remedies,
  remediesOf,
  sourceOf,
  startRemedy,
} from "../../../../domain/payments/index.ts";
import { isDay } from "../../../../domain/regions/index.ts";
import { cityScope } from "../../../../foundation/database/index.ts";
import type { App } from "../../../../foundation/http/index.ts";
import { formatDay, formatInstant, type Language, say } from "../../../../foundation/i18n/index.ts";
import { type FieldError, Refusal } from "../../../../foundation/refusal.ts";
import { byteOrderMark, csvLines, plainYuan } from "../../../csv.ts";
import type { House } from "../../../house.ts";
import { address, asked, hiddenOf, posted } from "../../form.ts";
import { sendStaff } from "../../frame.ts";
import { clerkNames } from "../../names.ts";
import { staffWords } from "../../words.ts";
import { needMoney, readsMoney } from "../money.ts";
import {
  answerWord,
  differenceStateWords,
  differenceWords,
  kindWords,
  moneyWords,
  remedyWords,
  sourceWord,
  whatToDo,
} from "../words.ts";
import { differenceLine } from "./line.ts";
import { DifferencesView, DifferenceView } from "./view.tsx";
import { words } from "./words.ts";

const path = "/staff/money/differences";
type OfDifference = { Params: { difference: string } };

/** Pages of an export at most: 200,000 lines. */
const exportPages = 1_000;

/** `/staff/money/differences`: what the two sides do not say alike, what to do about it, and why it is so. */
export function addDifferencePages(app: App, house: House): void {
  app.get(path, { config: readsMoney }, (request, reply) => showList(house, request, reply));

  app.get(`${path}.csv`, { config: readsMoney }, async (request, reply) => {
    const clerk = await needMoney(house, request);
    const { query, language } = request;
    const [day, source] = [asked(query, "day"), asked(query, "source")];
    const one = isDay(day) && sourceOf(source) ? { day, source } : undefined;
    const { city, id } = clerk;
    const entry = { city, actorKind: "clerk", actor: id, act: "money.export", subject: "differences" } as const;
    await house.database.transaction(cityScope(city), (tx) => writeAudit(tx, entry, house.clock()));
    const lines = Readable.from(csv(house, city, filterOf(query), one, language), { objectMode: false });
    return reply
      .header("content-type", "text/csv; charset=utf-8")
      .header("content-disposition", `attachment; filename="differences-${city}${one ? `-${day}` : ""}.csv"`)
      .header("cache-control", "no-store")
      .send(lines);
  });

  app.get<OfDifference>(`${path}/:difference`, { config: readsMoney }, async (request, reply) => {
    const clerk = await needMoney(house, request);
    const found = await findDifference(house.payments, clerk.city, keyOf(request.params.difference));
    return showOne(house, request, reply, clerk, found, { typed: found.explanation ?? "", errors: [] });
  });

  app.post<OfDifference>(`${path}/:difference/explain`, { config: readsMoney }, async (request, reply) => {
    const clerk = await needMoney(house, request, "money.reconcile");
    const key = keyOf(request.params.difference);
    const typed = posted(request.body, "words");
    try {
      const by = { kind: "clerk", id: clerk.id } as const;
      await explainDifference(house.payments, { city: clerk.city, key, by, words: typed });
    } catch (error) {
      if (!(error instanceof Refusal) || error.fields.length === 0) throw error;
      const found = await findDifference(house.payments, clerk.city, key);
      reply.status(error.status);
      return showOne(house, request, reply, clerk, found, { typed, errors: error.fields });
    }
    return reply.redirect(address(`${path}/${differenceId(key)}`, { done: "explained" }), 303);
  });

  app.post<OfDifference>(`${path}/:difference/remedy`, { config: readsMoney }, async (request, reply) => {
    const clerk = await needMoney(house, request, "money.reconcile");
    const key = keyOf(request.params.difference);
    const remedy = remedies.find((each) => each === posted(request.body, "remedy"));
    if (remedy === undefined) throw differenceNotFound();
    const by = { kind: "clerk", id: clerk.id } as const;
    const reason = posted(request.body, "reason").trim().slice(0, 200);
    await startRemedy(house.payments, { city: clerk.city, key, remedy, by, reason });
    return reply.redirect(address(`${path}/${differenceId(key)}`, { done: "started" }), 303);
  });
}

function keyOf(text: string): DifferenceKey {
  const key = differenceKey(text);
  if (!key) throw differenceNotFound();
  return key;
}

/** Open ones, unless others are asked for. */
function filterOf(query: unknown) {
  const typed = asked(query, "state");
  const state = differenceStates.find((each) => each === typed);
  return {
    name: differenceNames.find((each) => each === asked(query, "name")),
    state: state ?? (typed === "all" ? undefined : ("open" as const)),
  };
}

async function showList(house: House, request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
  const clerk = await needMoney(house, request);
  const { language, query } = request;
  const w = words(language);
  const filter = filterOf(query);
  const typed = asked(query, "after");
  const after = typed === "" ? undefined : differenceKey(typed);
  const page = await listDifferences(house.payments, { city: clerk.city, ...filter, after });
  const here = { name: filter.name, state: filter.state === "open" ? undefined : (filter.state ?? "all") };
  const main = createElement(DifferencesView, {
    language,
    names: differenceNames.map((value) => ({ value, label: say(differenceWords[value], language) })),
    states: [
      ...differenceStates.map((value) => ({ value, label: say(differenceStateWords[value].name, language) })),
      { value: "all", label: moneyWords(language).all },
    ],
    name: filter.name ?? "",
    state: filter.state ?? "all",
    clearHref: here.name === undefined && here.state === undefined ? undefined : path,
    csvHref: address(`${path}.csv`, here),
    rows: page.items.map((item) => differenceLine(house, item, language)),
    firstHref: after === undefined ? undefined : address(path, here),
    nextHref: page.next === undefined ? undefined : address(path, { ...here, after: differenceId(page.next) }),
  });
  return sendStaff(house, request, reply, clerk, { title: w.title, main }, "money");
}

async function showOne(
  house: House,
  request: FastifyRequest,
  reply: FastifyReply,
  clerk: Clerk,
  found: Difference,
  form: { typed: string; errors: readonly FieldError[] },
): Promise<FastifyReply> {
  const { language } = request;
  const w = words(language);
  const { city } = clerk;
  const row = differenceLine(house, found, language);
  const payment = (await paymentsBehind(house.payments, city, [found])).get(found.number);
  const names = await clerkNames(house, city, [found.changed_by === "system" ? null : found.changed_by]);
  const who = names.get(found.changed_by) ?? staffWords(language).formerClerk;
  const done = asked(request.query, "done");
  const main = createElement(DifferenceView, {
    language,
    ...form,
    action: `${path}/${row.id}`,
    hidden: hiddenOf(reply),
    row,
    dayHref: `/staff/money/days/${found.day}`,
    facts: factsOf(row, found, language),
    advice: whatToDo(found.name, found.kind, payment !== undefined, language),
    explanation:
      found.explanation === undefined
        ? undefined
        : { text: found.explanation, by: w.explainedBy({ who, at: formatInstant(found.changed_at, language) }) },
    answer: found.answer === undefined ? undefined : answerWord(found.answer, language),
    remedies: remediesOf(found, payment).map((value) => ({
      value,
      name: say(remedyWords[value].name, language),
      hint: say(remedyWords[value].hint, language),
    })),
    mayWork: can(clerk, "money.reconcile", { city }),
    hasEnded: found.state === "matched" || found.state === "resolved",
    done: (["explained", "started"] as const).find((each) => each === done),
  });
  return sendStaff(house, request, reply, clerk, { title: w.titleOf({ name: row.name }), main }, "money");
}

function factsOf(row: ReturnType<typeof differenceLine>, found: Difference, language: Language) {
  const w = words(language);
  const shared = moneyWords(language);
  const facts = [
    { label: shared.source, value: row.source },
    { label: shared.day, value: row.day },
    { label: shared.about, value: row.about },
    { label: shared.number, value: row.number },
    { label: w.part, value: found.part },
    { label: w.reference, value: found.reference ?? "" },
    { label: shared.ours, value: row.ours === "" ? shared.none : row.ours },
    { label: shared.theirs, value: row.theirs === "" ? shared.none : row.theirs },
    { label: w.ourDay, value: found.our_day === undefined ? "" : formatDay(found.our_day, language) },
    { label: w.endedBy, value: isDay(found.ended_by) ? formatDay(found.ended_by, language) : "" },
  ];
  return facts.filter(({ value }) => value !== "");
}

async function* csv(
  house: House,
  city: string,
  filter: ReturnType<typeof filterOf>,
  one: { day: string; source: string } | undefined,
  language: Language,
): AsyncGenerator<string> {
  const w = words(language);
  const shared = moneyWords(language);
  const head = [w.csvDay, shared.source, shared.name, shared.state, shared.about, shared.number, w.part];
  yield byteOrderMark + csvLines([[...head, w.csvOurs, w.csvTheirs, w.reference, w.endedBy, w.explanation]]);
  let after: DifferenceKey | undefined;
  for (let page = 0; page < exportPages; page += 1) {
    const { items, next } = one
      ? await differencesOf(house.payments, { city, ...one, after, limit: 200 })
      : await listDifferences(house.payments, { city, ...filter, after, limit: 200 });
    if (items.length > 0) {
      yield csvLines(
        items.map((item) => [
          item.day,
          sourceWord(house, item.source, language),
          say(differenceWords[item.name], language),
          say(differenceStateWords[item.state].name, language),
          say(kindWords[item.kind], language),
          item.number,
          item.part,
          item.ours_fen === undefined ? "" : plainYuan(item.ours_fen),
          item.theirs_fen === undefined ? "" : plainYuan(item.theirs_fen),
          item.reference ?? "",
          item.ended_by ?? "",
          item.explanation ?? "",
        ]),
      );
    }
    if (next === undefined) return;
    after = next;
  }
}
