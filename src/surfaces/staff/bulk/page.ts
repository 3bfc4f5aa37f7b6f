import type { FastifyReply, FastifyRequest } from "fastify";
import { createElement } from "preact";
import {
  type ActType,
  CaseChanged,
  type CaseRow,
  findCase,
  maskedName,
  perform,
  viewCase,
} from "../../../domain/cases/index.ts";
import type { Clerk } from "../../../domain/identity/index.ts";
import type { App } from "../../../foundation/http/index.ts";
import { type Language, say } from "../../../foundation/i18n/index.ts";
import { bodyHash } from "../../../foundation/idempotency/index.ts";
import { parsePublicNumber } from "../../../foundation/ids/index.ts";
import { Refusal } from "../../../foundation/refusal.ts";
import type { House } from "../../house.ts";
import type { Content } from "../../page.tsx";
import { needStaff } from "../../session.ts";
import { colleaguesOf } from "../case/show.ts";
import { actorOf, actsOpenTo, caseOf } from "../desk.ts";
import { formKey, hiddenOf, posted, postedAll } from "../form.ts";
import { sendStaff } from "../frame.ts";
import { mannerOf } from "../manners.ts";
import { staffWords } from "../words.ts";
import { BulkView, type Chosen, type Outcome, ResultView } from "./view.tsx";
import { words } from "./words.ts";

const config = { access: "clerk", owner: "cases" } as const;

/** What may be done to several cases at once. Nothing that takes a person something away is among it. */
const bulkActs = ["take", "accept", "assign", "note", "approve"] as const satisfies readonly ActType[];
type BulkAct = (typeof bulkActs)[number];
const most = 50;

/** Regimes in which a decision may be made for many alike: what is confirmed follows from the record (行政确认). */
const approvedTogether: ReadonlySet<CaseRow["regime"]> = new Set(["confirmation"]);

type Picked = { readonly number: string; readonly revision: number };

/** `/staff/bulk`: one page that names every case before anything happens, then each on its own, then what came of each. */
export function addBulkPages(app: App, house: House): void {
  app.post("/staff/bulk", { config }, async (request, reply) => {
    const { clerk } = await needStaff(house, request);
    const { language } = request;
    const act = bulkActs.find((each) => each === posted(request.body, "act"));
    const all = picked(request.body);
    if (act === undefined || all.length === 0) return reply.redirect("/staff", 303);
    const rows = await rowsOf(house, clerk, all.slice(0, most));
    const able = rows.filter(({ row, revision }) => hindrance(house, clerk, act, row, revision) === undefined);
    const other = rows.flatMap((one) => {
      const why = hindrance(house, clerk, act, one.row, one.revision);
      return why === undefined ? [] : [{ ...one, why }];
    });
    const w = words(language);
    const first = able[0]?.row;
    const main = createElement(BulkView, {
      language,
      act,
      hidden: hiddenOf(reply, { act, key: formKey() }),
      tooMany: all.length > most,
      able: await Promise.all(able.map(({ row }) => chosenOf(house, row, language))),
      others: await Promise.all(
        other.map(async ({ row, why }) => ({ ...(await chosenOf(house, row, language)), why: w[why] })),
      ),
      colleagues: act === "assign" && first ? await colleaguesOf(house, first, language) : [],
    });
    return send(house, request, reply, clerk, main, w.title);
  });

  app.post("/staff/bulk/done", { config: { ...config, anyCharacters: true } }, async (request, reply) => {
    const { clerk } = await needStaff(house, request);
    const { language } = request;
    const act = bulkActs.find((each) => each === posted(request.body, "act"));
    if (act === undefined) return reply.redirect("/staff", 303);
    const w = words(language);
    const key = /^[\w-]{1,64}$/.exec(posted(request.body, "key"))?.[0];
    const input = inputOf(act, request.body);
    const outcomes: Outcome[] = [];
    for (const one of await rowsOf(house, clerk, picked(request.body).slice(0, most))) {
      const why = await attempt(house, clerk, { act, ...one, input, key });
      const said = await chosenOf(house, one.row, language);
      outcomes.push({
        ...said,
        why: why === undefined ? undefined : typeof why === "string" ? w[why] : say(why.say, language),
      });
    }
    const main = createElement(ResultView, { language, act, outcomes });
    return send(house, request, reply, clerk, main, w.result);
  });
}

type Why = "notNow" | "waits" | "oneByOne" | "changed";

/** Why a case cannot be done with the others; undefined where it can. */
function hindrance(house: House, clerk: Clerk, act: BulkAct, row: CaseRow, revision: number): Why | undefined {
  if (!actsOpenTo(clerk, row).includes(act)) return "notNow";
  if (act !== "note" && row.revision !== revision) return "changed";
  if (act === "accept" && row.waiting_for !== null) return "waits";
  const { definition } = house.catalogue.serviceOf(row.service, row.service_version);
  const together = approvedTogether.has(row.regime) || definition.by_rule !== undefined;
  if (act === "approve" && !together) return "oneByOne";
  return undefined;
}

/** One case, decided on the revision that was confirmed. @returns why it was not done */
async function attempt(
  house: House,
  clerk: Clerk,
  {
    act,
    row,
    revision,
    input,
    key,
  }: { act: BulkAct; row: CaseRow; revision: number; input: Record<string, string>; key: string | undefined },
): Promise<Why | Refusal | undefined> {
  const { city, number } = row;
  const body = { act, revision, input };
  try {
    if (act === "assign") {
      const colleagues = await colleaguesOf(house, row, "zh");
      if (!colleagues.some(({ value }) => value === input["to"])) return "notNow";
    }
    const hindered = hindrance(house, clerk, act, row, row.revision);
    // Sent again it was done before, and its answer is given again.
    if (hindered !== undefined && key === undefined) return hindered;
    if (hindered === "oneByOne" || hindered === "waits") return hindered;
    await perform(house.cases, {
      ...{ city, number, type: act, revision, by: actorOf(clerk, row), input },
      ...(key === undefined
        ? {}
        : { idempotency: { caller: `staff:${clerk.id}`, key: `${number}:${key}`, bodyHash: bodyHash(body) } }),
    });
    return undefined;
  } catch (error) {
    if (error instanceof CaseChanged) return "changed";
    if (error instanceof Refusal) return error;
    throw error;
  }
}

/** `number~revision` of each box that was ticked, each case once. */
function picked(body: unknown): readonly Picked[] {
  const all = new Map<string, Picked>();
  for (const value of postedAll(body, "case").slice(0, 200)) {
    const [typed = "", revision = ""] = value.split("~");
    const number = parsePublicNumber(typed)?.number;
    if (number === undefined || !/^\d{1,9}$/.test(revision)) continue;
    all.set(number, { number, revision: Number(revision) });
  }
  return [...all.values()];
}

/** Those this clerk may see; the others are left out like numbers nobody has. */
async function rowsOf(house: House, clerk: Clerk, all: readonly Picked[]) {
  const rows: { row: CaseRow; revision: number }[] = [];
  for (const { number, revision } of all) {
    try {
      rows.push({ row: await caseOf(house, clerk, number), revision });
    } catch (error) {
      if (!(error instanceof Refusal) || error.status !== 404) throw error;
    }
  }
  return rows;
}

function inputOf(act: BulkAct, body: unknown): Record<string, string> {
  if (act === "assign") return { to: posted(body, "to") };
  return act === "note" ? { note: posted(body, "note") } : {};
}

async function chosenOf(house: House, { city, number }: CaseRow, language: Language): Promise<Chosen> {
  const row = await findCase(house.cases, city, number);
  const { definition } = house.catalogue.serviceOf(row.service, row.service_version);
  const { applicant } = await viewCase(house.cases, city, number);
  const name = maskedName(applicant.name);
  return {
    number,
    revision: row.revision,
    service: say(definition.name, language),
    applicant: name === "" ? staffWords(language).anonymous : name,
    state: row.state,
    manner: mannerOf(definition),
  };
}

function send(
  house: House,
  request: FastifyRequest,
  reply: FastifyReply,
  clerk: Clerk,
  main: Content["main"],
  title: string,
): Promise<FastifyReply> {
  const breadcrumb = [{ href: "/staff", label: staffWords(request.language).inbox }];
  return sendStaff(house, request, reply, clerk, { title, main, breadcrumb }, "inbox");
}
