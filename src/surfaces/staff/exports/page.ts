import { Readable } from "node:stream";
import { stringify } from "csv-stringify/sync";
import { writeAudit } from "../../../domain/audit/index.ts";
import { type CaseLine, eachCase, exportLimit, type InboxFilter } from "../../../domain/cases/index.ts";
import type { Clerk } from "../../../domain/identity/index.ts";
import { cityScope } from "../../../foundation/database/index.ts";
import type { App } from "../../../foundation/http/index.ts";
import { formatNumber, type Language, say } from "../../../foundation/i18n/index.ts";
import { Refusal } from "../../../foundation/refusal.ts";
import type { House } from "../../house.ts";
import { needStaff } from "../../session.ts";
import { agenciesOf } from "../desk.ts";
import { homeOf } from "../frame.ts";
import { filterOf } from "../inbox/filter.ts";
import { mannerOf } from "../manners.ts";
import { clerkNames } from "../names.ts";
import { agencyWord, waitingFor } from "../waiting.ts";
import { stateWord } from "../words.ts";
import { words } from "./words.ts";

const config = { access: "clerk", owner: "cases" } as const;

/** Exports a process makes at once; each reads a page of 1,000 whenever its reader has taken the one before. */
const atOnce = 4;
/** Names are read for so many clerks at once. */
const namesAtOnce = 200;

/** `GET /staff/exports/cases.csv`: the list of the inbox with its filters, to its end; nothing of a person that the list does not show. */
export function addExportPage(app: App, house: House): void {
  let running = 0;
  app.get("/staff/exports/cases.csv", { config }, async (request, reply) => {
    const { clerk } = await needStaff(house, request);
    const agencies = agenciesOf(clerk);
    if (agencies.length === 0) return reply.redirect(homeOf(clerk), 303);
    if (running >= atOnce) throw busy();
    const { language } = request;
    const filter = filterOf(request.query, { clerk, agencies, now: house.clock() });
    const { state, service, area, assignee, dueBefore } = filter;
    const detail = { state, service, area, assignee, overdue: dueBefore !== undefined };
    const entry = {
      city: clerk.city,
      actorKind: "clerk",
      actor: clerk.id,
      act: "case.export",
      subject: "cases",
    } as const;
    const now = house.clock();
    await house.database.transaction(cityScope(clerk.city), (tx) => writeAudit(tx, { ...entry, detail }, now));
    running += 1;
    const lines = Readable.from(csv(house, clerk, filter, language), { objectMode: false, highWaterMark: 65_536 });
    lines.once("close", () => {
      running -= 1;
    });
    const day = house.regions.calendarOf(clerk.city).dayOf(now);
    return reply
      .header("content-type", "text/csv; charset=utf-8")
      .header("content-disposition", `attachment; filename="cases-${clerk.city}-${day}.csv"`)
      .header("cache-control", "no-store")
      .send(lines);
  });
}

/** The file in pieces of 1,000 lines. Begins with the mark by which spreadsheet programs know UTF-8; no cell begins a formula. */
export async function* csv(
  house: House,
  clerk: Pick<Clerk, "city" | "id">,
  filter: Omit<InboxFilter, "after" | "limit">,
  language: Language,
): AsyncGenerator<string> {
  const w = words(language);
  const head = [w.number, w.code, w.service, w.state, w.agency, w.applicant, w.clerk, w.area];
  yield `\uFEFF${lines([[...head, w.received, w.due, w.overdue, w.closed, w.waiting]])}`;
  const pages = eachCase(house.cases, filter);
  // Asked once an export: also of ids nobody has any more.
  const names: Names = new Map();
  for (;;) {
    const page = await pages.next();
    if (page.done) {
      if (!page.value.whole) yield lines([[w.cut({ most: formatNumber(exportLimit, language) })]]);
      return;
    }
    // A clerk who moved to another agency exports nothing of the old one.
    const items = page.value.filter((line) => filter.agencies.includes(line.agency));
    if (items.length > 0) yield lines(await cells(house, clerk.city, items, names, language));
  }
}

const lines = (rows: readonly (readonly string[])[]): string =>
  stringify(rows as string[][], { escape_formulas: true, record_delimiter: "\r\n" });

/** Names of clerks by id; undefined where it is nobody's. */
type Names = Map<string, string | undefined>;

async function cells(
  house: House,
  city: string,
  items: readonly CaseLine[],
  names: Names,
  language: Language,
): Promise<string[][]> {
  const w = words(language);
  const now = house.clock();
  const ids = [...new Set(items.flatMap(({ assignee }) => assignee ?? []))].filter((id) => !names.has(id));
  for (let at = 0; at < ids.length; at += namesAtOnce) {
    const some = ids.slice(at, at + namesAtOnce);
    const found = await clerkNames(house, city, some);
    for (const id of some) names.set(id, found.get(id));
  }
  return items.map((line) => {
    const definition = house.catalogue.service(line.service)?.definition;
    return [
      line.number,
      line.service,
      definition ? say(definition.name, language) : line.service,
      say(stateWord(line.state, definition ? mannerOf(definition) : "licence").name, language),
      agencyWord(house, line.agency, language),
      line.applicant,
      line.assignee === null ? "" : (names.get(line.assignee) ?? ""),
      line.area ?? "",
      local(line.submitted_at),
      line.due_at === null ? "" : local(line.due_at),
      line.due_at !== null && line.closed_at === null && line.due_at < now ? w.yes : "",
      line.closed_at === null ? "" : local(line.closed_at),
      line.waiting_for === null ? "" : waitingFor(house, line.agency, line.waiting_for, language),
    ];
  });
}

/** `2026-11-16 09:00` in China, as spreadsheet programs read it. */
function local(at: Date): string {
  return new Date(at.getTime() + 8 * 3_600_000).toISOString().slice(0, 16).replace("T", " ");
}

function busy(): Refusal {
  return new Refusal({
    code: "busy",
    status: 503,
    retryAfterSeconds: 30,
    say: {
      zh: "现在导出的人比较多，请过半分钟再试。",
      en: "Several exports are being made now. Please try again in half a minute.",
    },
  });
}
