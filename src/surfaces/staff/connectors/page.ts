import type { FastifyReply, FastifyRequest } from "fastify";
import { createElement } from "preact";
import {
  type ConnectorOverview,
  changeDead,
  connectorsOf,
  type Errand,
  enableConnector,
  errandCounts,
  errandsPage,
  filesOf,
  findErrand,
} from "../../../domain/agencies/index.ts";
import { bodiesOf } from "../../../domain/catalogue/index.ts";
import { type Clerk, can, demand } from "../../../domain/identity/index.ts";
import type { App } from "../../../foundation/http/index.ts";
import { formatInstant, formatNumber, type Language, say, type Text } from "../../../foundation/i18n/index.ts";
import { isId } from "../../../foundation/ids/index.ts";
import { Refusal } from "../../../foundation/refusal.ts";
import { followNow } from "../../agency-cases.ts";
import type { House } from "../../house.ts";
import { needStaff } from "../../session.ts";
import { caseOf } from "../desk.ts";
import { asked, hiddenOf, posted } from "../form.ts";
import { sendStaff } from "../frame.ts";
import { type ConnectorLine, ConnectorsView, type DeadLine, type FileLine, path } from "./view.tsx";
import { purposeNames, reasonNames, rowReasons, words } from "./words.ts";

const config = { access: "lead", owner: "agencies" } as const;
const deadAtMost = 100;
const filesPerAgency = 10;

/** `/staff/office/connectors`: how the agencies' systems fare, and what could not be told them. */
export function addConnectorsPage(app: App, house: House): void {
  app.get(path, { config }, async (request, reply) => {
    const { clerk } = await needStaff(house, request);
    const agencies = demandSome(house, clerk);
    return show(house, request, reply, clerk, agencies);
  });

  app.post(path, { config }, async (request, reply) => {
    const { clerk } = await needStaff(house, request);
    demandSome(house, clerk);
    const act = posted(request.body, "act");
    const isDone = await actOn(house, clerk, act, request.body);
    return reply.redirect(`${path}?done=${isDone ? act : "none"}`, 303);
  });
}

/** The agencies whose connectors this clerk looks after: the city office all, a lead their own. */
export function agenciesTended(house: House, clerk: Clerk): readonly string[] {
  const { city } = clerk;
  return [...house.catalogue.agencyKinds.keys()].filter((agency) => can(clerk, "connector.manage", { city, agency }));
}

/** @throws Refusal 403 for whoever looks after none */
function demandSome(house: House, clerk: Clerk): readonly string[] {
  const agencies = agenciesTended(house, clerk);
  if (agencies.length === 0) demand(clerk, "connector.manage", { city: clerk.city });
  return agencies;
}

/** @returns false where nothing was changed: somebody was faster */
async function actOn(house: House, clerk: Clerk, act: string, body: unknown): Promise<boolean> {
  const { city } = clerk;
  const { database } = house;
  const now = house.clock();
  const by = { kind: "clerk", id: clerk.id } as const;
  const agency = posted(body, "agency");
  switch (act) {
    case "pause":
    case "resume": {
      demand(clerk, "connector.manage", { city, agency });
      const isChanged = await enableConnector(database, { city, agency, enabled: act === "resume", by, now });
      await house.agencies.refresh();
      return isChanged;
    }
    case "replay":
    case "drop": {
      const ids = await idsOf(house, clerk, posted(body, "id"), agency);
      return (await changeDead(database, act, { city, ids, by, now })).length > 0;
    }
    case "follow": {
      const row = await caseOf(house, clerk, posted(body, "number").trim()).catch((error: unknown) => {
        if (error instanceof Refusal && error.status === 404) return undefined;
        throw error;
      });
      return row !== undefined && followNow(house, row);
    }
    default:
      return false;
  }
}

/** One errand, or the first hundred dead ones of an agency. Of another agency: there is no such errand. */
async function idsOf(house: House, clerk: Clerk, id: string, agency: string): Promise<readonly string[]> {
  const { city } = clerk;
  if (id !== "") {
    const errand = isId(id) ? await findErrand(house.database, city, id) : undefined;
    return errand && can(clerk, "connector.manage", { city, agency: errand.agency }) ? [errand.id] : [];
  }
  demand(clerk, "connector.manage", { city, agency });
  const of = { city, agencies: [agency], state: "dead", limit: deadAtMost } as const;
  return (await errandsPage(house.database, of)).items.map((errand) => errand.id);
}

async function show(
  house: House,
  request: FastifyRequest,
  reply: FastifyReply,
  clerk: Clerk,
  agencies: readonly string[],
): Promise<FastifyReply> {
  const { language } = request;
  const { city } = clerk;
  const { database } = house;
  const offered = (await house.offerings.of(city)).flatMap(({ offering }) => bodiesOf(offering));
  const names = new Map(offered.map(({ agency, agencyName }) => [agency, agencyName]));
  const nameOf = (agency: string): string => {
    const name: Text = names.get(agency) ?? house.catalogue.agencyName(agency);
    return say(name, language);
  };
  const all = (await connectorsOf(database, city, house.clock())).filter((each) => agencies.includes(each.agency));
  const counts = await errandCounts(database, city, agencies);
  const countOf = (agency: string, state: Errand["state"]) =>
    counts.find((each) => each.agency === agency && each.state === state)?.count ?? 0;
  const dead = await errandsPage(database, { city, agencies, state: "dead", limit: deadAtMost });
  const files = await Promise.all(
    all
      .filter((each) => each.adapter === "file-drop")
      .map(async ({ agency }) =>
        (await filesOf(database, city, agency, filesPerAgency)).map((file) => fileLine(file, nameOf(agency), language)),
      ),
  );
  const main = createElement(ConnectorsView, {
    language,
    hidden: hiddenOf(reply),
    connectors: all.map((each) => ({
      ...connectorLine(each, language),
      name: nameOf(each.agency),
      waiting: formatNumber(countOf(each.agency, "waiting"), language),
      dead: countOf(each.agency, "dead"),
    })),
    dead: dead.items.map((errand) => deadLine(errand, nameOf(errand.agency), language)),
    hasMore: dead.next !== null,
    files: files.flat(),
    said: saidOf(asked(request.query, "done"), language),
  });
  return sendStaff(house, request, reply, clerk, { title: words(language).title, main }, "connectors");
}

function saidOf(done: string, language: Language): Parameters<typeof ConnectorsView>[0]["said"] {
  const w = words(language);
  switch (done) {
    case "pause":
    case "resume":
    case "replay":
    case "drop":
    case "follow":
      return { kind: "success", title: w[`done_${done}`] };
    case "none":
      return { kind: "warning", title: w.done_none };
    default:
      return undefined;
  }
}

function connectorLine(each: ConnectorOverview, language: Language): Omit<ConnectorLine, "name" | "waiting" | "dead"> {
  const w = words(language);
  const { agency, state, lastSuccessAt, lastFailureAt, lastFailure, restsUntil, filesMissingSince } = each;
  const moment = (at: Date | undefined) => (at === undefined ? w.never : formatInstant(at, language));
  const detail =
    state === "resting" && restsUntil
      ? w.until({ until: formatInstant(restsUntil, language) })
      : state === "missing_file" && filesMissingSince
        ? w.since({ since: formatInstant(filesMissingSince, language) })
        : undefined;
  const failure = lastFailure === undefined ? "" : ` ${reasonOf(lastFailure, language)}`;
  return {
    ...{ agency, state, detail, lastSuccess: moment(lastSuccessAt), lastFailure: `${moment(lastFailureAt)}${failure}` },
    calls: `${formatNumber(each.answered, language)} / ${formatNumber(each.failed, language)}`,
  };
}

function deadLine(errand: Errand, agency: string, language: Language): DeadLine {
  const { id, subject, purpose, lastReason, since, attempts } = errand;
  return {
    ...{ id, number: subject, agency, attempts: formatNumber(attempts, language) },
    purpose: say(purposeNames[purpose], language),
    reason: lastReason === undefined ? "" : reasonOf(lastReason, language),
    since: formatInstant(since, language),
  };
}

type File = Awaited<ReturnType<typeof filesOf>>[number];

function fileLine({ name, digest, direction, at, rows, broken }: File, agency: string, language: Language): FileLine {
  const w = words(language);
  return {
    ...{ key: `${direction}${digest}`, name, agency, rows: formatNumber(rows, language) },
    direction: direction === "in" ? w.received : w.sent,
    at: formatInstant(at, language),
    broken: broken.map(({ line, reason }) => {
      const named = rowReasons[reason];
      return w.line({ line: String(line), reason: named === undefined ? reason : say(named, language) });
    }),
  };
}

function reasonOf(reason: string, language: Language): string {
  const named = Object.entries(reasonNames).find(([code]) => code === reason)?.[1];
  return named === undefined ? reason : say(named, language);
}
