import type { FastifyReply, FastifyRequest } from "fastify";
import { createElement } from "preact";
import {
  addClerk,
  type Clerk,
  type ClerkRecord,
  can,
  changeClerk,
  clerkOf,
  clerksOf,
  demand,
  type Enrolment,
  resetTotp,
  resumeClerk,
  type StaffAct,
  suspendClerk,
} from "../../../domain/identity/index.ts";
import type { App } from "../../../foundation/http/index.ts";
import { formatInstant, say } from "../../../foundation/i18n/index.ts";
import { type FieldError, Refusal } from "../../../foundation/refusal.ts";
import { installationCity } from "../../../foundation/secrets/index.ts";
import type { House } from "../../house.ts";
import { needStaff } from "../../session.ts";
import { auditActName } from "../audit/acts.ts";
import { auditNames, filteredEntries } from "../audit/entries.ts";
import { address, asked, hiddenOf, posted, postedAll } from "../form.ts";
import { placeName, sendStaff } from "../frame.ts";
import { forgetName } from "../names.ts";
import { agencyOptions, cityParameter, clerkPath, listPath, personOf, roleOptions, stepsFor } from "./people.ts";
import { ClerksView, ClerkView, ConfirmView, EnrolmentView, type Entered, NewClerkView } from "./view.tsx";
import { words } from "./words.ts";

type OfClerk = { Params: { id: string } };
type OfStep = { Params: { id: string; step: string } };

const config = { access: "office", owner: "identity" } as const;

/** What a confirmed step does, and the right it takes. */
const steps = {
  suspend: { right: "clerk.suspend", danger: true, say: "suspend", text: "suspendText" },
  resume: { right: "clerk.resume", danger: false, say: "resume", text: "resumeText" },
  reset: { right: "clerk.reset_totp", danger: true, say: "reset", text: "resetText" },
} as const satisfies Record<string, { right: StaffAct; danger: boolean; say: string; text: string }>;

/** `/staff/office/clerks`: the city office's people, and an operator's for every place. */
export function addClerksPage(app: App, house: House): void {
  app.get("/staff/office/clerks", { config }, async (request, reply) => {
    const { clerk } = await needStaff(house, request);
    return list(house, request, reply, clerk);
  });

  app.get("/staff/office/clerks/new", { config }, async (request, reply) => {
    const { clerk } = await needStaff(house, request);
    const city = targetCity(clerk, asked(request.query, "city"));
    demand(clerk, "clerk.add", { city });
    return askNew(house, request, reply, clerk, city, { name: "", login: "", agency: "", roles: [] }, []);
  });

  app.post("/staff/office/clerks", { config }, async (request, reply) => {
    const { clerk } = await needStaff(house, request);
    const city = targetCity(clerk, posted(request.body, "city"));
    const entered = enteredOf(request.body);
    try {
      const input = { city, ...entered, agency: entered.agency === "" ? undefined : entered.agency };
      const enrolment = await addClerk(house.identity, clerk, input, house.clock());
      return showCode(house, request, reply, clerk, city, entered.name, enrolment);
    } catch (error) {
      if (!(error instanceof Refusal) || error.fields.length === 0) throw error;
      reply.code(error.status);
      return askNew(house, request, reply, clerk, city, entered, error.fields);
    }
  });

  app.get<OfClerk>("/staff/office/clerks/:id", { config }, async (request, reply) => {
    const { clerk } = await needStaff(house, request);
    const record = await recordOf(house, clerk, asked(request.query, "city"), request.params.id);
    const saved = asked(request.query, "done") !== "";
    return showOne(house, request, reply, clerk, record, { saved });
  });

  app.post<OfClerk>("/staff/office/clerks/:id", { config }, async (request, reply) => {
    const { clerk } = await needStaff(house, request);
    const record = await recordOf(house, clerk, posted(request.body, "city"), request.params.id);
    const entered = enteredOf(request.body);
    const agency = entered.agency === "" ? undefined : entered.agency;
    const target = { city: record.city, clerk: record.id };
    try {
      await changeClerk(house.identity, clerk, target, { ...entered, agency }, house.clock());
    } catch (error) {
      return refused(house, request, reply, clerk, record, error, entered);
    }
    forgetName(house, record.city, record.id);
    return reply.redirect(withDone(clerkPath(clerk, record.city, record.id)), 303);
  });

  app.get<OfStep>("/staff/office/clerks/:id/:step", { config }, async (request, reply) => {
    const { clerk } = await needStaff(house, request);
    const step = stepOf(request.params.step);
    const record = await recordOf(house, clerk, asked(request.query, "city"), request.params.id);
    demand(clerk, steps[step].right, { city: record.city });
    return confirm(house, request, reply, clerk, record, step);
  });

  app.post<OfStep>("/staff/office/clerks/:id/:step", { config }, async (request, reply) => {
    const { clerk } = await needStaff(house, request);
    const step = stepOf(request.params.step);
    const record = await recordOf(house, clerk, posted(request.body, "city"), request.params.id);
    const target = { city: record.city, clerk: record.id };
    try {
      if (step === "reset") {
        const enrolment = await resetTotp(house.identity, clerk, target, house.clock());
        return await showCode(house, request, reply, clerk, record.city, record.name, enrolment);
      }
      await (step === "suspend" ? suspendClerk : resumeClerk)(house.identity, clerk, target, house.clock());
    } catch (error) {
      return refused(house, request, reply, clerk, record, error);
    }
    return reply.redirect(withDone(clerkPath(clerk, record.city, record.id)), 303);
  });
}

function withDone(path: string): string {
  return `${path}${path.includes("?") ? "&" : "?"}done=1`;
}

/** The place a request is about; who reaches only their own city learns nothing of others (404 by `demand`). */
function targetCity(clerk: Clerk, city: string): string {
  return city === "" ? clerk.city : city;
}

function stepOf(step: string): keyof typeof steps {
  if (Object.hasOwn(steps, step)) return step as keyof typeof steps;
  throw noSuchPerson();
}

async function recordOf(house: House, clerk: Clerk, city: string, id: string): Promise<ClerkRecord> {
  const target = targetCity(clerk, city);
  demand(clerk, "clerk.list", { city: target });
  const record = await clerkOf(house.identity, target, id);
  if (!record) throw noSuchPerson();
  return record;
}

function noSuchPerson(): Refusal {
  return new Refusal({
    code: "not_found",
    status: 404,
    say: { zh: "没有找到您要的内容。", en: "We could not find what you asked for." },
  });
}

function enteredOf(body: unknown): Entered {
  return {
    name: posted(body, "name").slice(0, 400),
    login: posted(body, "login").slice(0, 80),
    agency: posted(body, "agency"),
    roles: postedAll(body, "roles").slice(0, 10),
  };
}

/** A place by code or name; undefined where none that is open is meant. */
function findCity(house: House, typed: string): string | undefined {
  if (typed === "" || typed === installationCity) return installationCity;
  if (/^\d{6}$/.test(typed)) return house.regions.city(typed)?.city;
  const { divisions } = house.regions;
  for (const division of divisions.search(typed, { language: "zh" })) {
    const tenant = divisions.tenantOf(division.code);
    if (tenant !== undefined) return tenant;
  }
  return undefined;
}

async function list(house: House, request: FastifyRequest, reply: FastifyReply, clerk: Clerk): Promise<FastifyReply> {
  const { language, query } = request;
  const w = words(language);
  const everywhere = clerk.city === installationCity && can(clerk, "clerk.add", { city: clerk.city });
  const typed = asked(query, "city").trim().slice(0, 40);
  const found = everywhere ? findCity(house, typed) : targetCity(clerk, typed);
  const city = found ?? clerk.city;
  demand(clerk, "clerk.list", { city });
  const after = asked(query, "after");
  const page = await clerksOf(house.identity, city, { after: after === "" ? undefined : after });
  const hasOffice = page.items.some((each) => each.roles.includes("office") && each.suspendedAt === undefined);
  const isFirstAndLast = after === "" && page.next === undefined;
  const note =
    city === installationCity ? undefined : hasOffice ? w.hasOffice : isFirstAndLast ? w.noOffice : undefined;
  const parameter = cityParameter(clerk, city);
  const main = createElement(ClerksView, {
    language,
    place: placeName(house, city, language),
    people: page.items.map((each) => personOf(house, clerk, each, language)),
    addHref: can(clerk, "clerk.add", { city }) ? address("/staff/office/clerks/new", { city: parameter }) : undefined,
    city: everywhere
      ? { typed: found === undefined ? typed : city === installationCity ? "" : city, wrong: found === undefined, note }
      : undefined,
    firstHref: after === "" ? undefined : listPath(clerk, city),
    nextHref:
      page.next === undefined ? undefined : address("/staff/office/clerks", { city: parameter, after: page.next }),
  });
  return sendStaff(house, request, reply, clerk, { title: w.title, main }, "clerks");
}

async function askNew(
  house: House,
  request: FastifyRequest,
  reply: FastifyReply,
  clerk: Clerk,
  city: string,
  entered: Entered,
  errors: readonly FieldError[],
): Promise<FastifyReply> {
  const { language } = request;
  const w = words(language);
  const main = createElement(NewClerkView, {
    language,
    place: placeName(house, city, language),
    action: "/staff/office/clerks",
    hidden: hiddenOf(reply, { city }),
    entered,
    agencies: await agencyOptions(house, city, language),
    roles: roleOptions(clerk, city, [], language),
    errors,
  });
  const breadcrumb = [{ href: listPath(clerk, city), label: w.title }];
  const content = { title: w.add, main, breadcrumb, failed: errors.length > 0 };
  return sendStaff(house, request, reply, clerk, content, "clerks");
}

function showCode(
  house: House,
  request: FastifyRequest,
  reply: FastifyReply,
  clerk: Clerk,
  city: string,
  name: string,
  enrolment: Enrolment,
): Promise<FastifyReply> {
  const { language } = request;
  const main = createElement(EnrolmentView, {
    language,
    name,
    login: enrolment.login,
    code: enrolment.code.replaceAll(/(.{4})(?=.)/g, "$1-"),
    until: formatInstant(enrolment.until, language),
    listHref: listPath(clerk, city),
  });
  return sendStaff(house, request, reply, clerk, { title: words(language).codeTitle, main }, "clerks");
}

async function showOne(
  house: House,
  request: FastifyRequest,
  reply: FastifyReply,
  clerk: Clerk,
  record: ClerkRecord,
  showing: {
    saved?: boolean;
    refused?: string | undefined;
    entered?: Entered | undefined;
    errors?: readonly FieldError[];
  },
): Promise<FastifyReply> {
  const { language } = request;
  const w = words(language);
  const { city } = record;
  const path = (step: string) => clerkPath(clerk, city, record.id, step);
  const isOwn = clerk.id === record.id;
  const errors = showing.errors ?? [];
  const labels = { suspend: w.suspend, resume: w.resume, reset: w.reset };
  const main = createElement(ClerkView, {
    language,
    person: personOf(house, clerk, record, language),
    saved: showing.saved === true,
    refused: showing.refused,
    isOwn,
    mayChange: !isOwn && can(clerk, "clerk.change", { city }),
    action: `/staff/office/clerks/${record.id}`,
    hidden: hiddenOf(reply, { city }),
    entered: showing.entered ?? { ...record, agency: record.agency ?? "" },
    agencies: await agencyOptions(house, city, language),
    roles: roleOptions(clerk, city, record.roles, language),
    errors,
    acts: stepsFor(clerk, record).map((step) => ({ href: path(`/${step}`), label: labels[step] })),
    history: await historyOf(house, record, language),
  });
  const breadcrumb = [
    { href: listPath(clerk, city), label: w.title },
    { href: path(""), label: record.name },
  ];
  const failed = errors.length > 0 || showing.refused !== undefined;
  return sendStaff(house, request, reply, clerk, { title: record.name, main, breadcrumb, failed }, "clerks");
}

/** What the record says about this account, newest first. */
async function historyOf(house: House, record: ClerkRecord, language: FastifyRequest["language"]) {
  const { items } = await filteredEntries(house, record.city, { subject: record.id }, undefined);
  const about = items.filter((entry) => entry.act.startsWith("clerk.") || entry.act.startsWith("operator."));
  const names = await auditNames(house, record.city, about, language);
  return about.slice(0, 20).map((entry) => ({
    id: entry.id,
    title: auditActName(entry.act, language),
    at: entry.at.toISOString(),
    when: formatInstant(entry.at, language),
    who: names.actor(entry),
  }));
}

function confirm(
  house: House,
  request: FastifyRequest,
  reply: FastifyReply,
  clerk: Clerk,
  record: ClerkRecord,
  step: keyof typeof steps,
): Promise<FastifyReply> {
  const { language } = request;
  const w = words(language);
  const { danger, say: title, text } = steps[step];
  const main = createElement(ConfirmView, {
    language,
    action: `/staff/office/clerks/${record.id}/${step}`,
    hidden: hiddenOf(reply, { city: record.city }),
    person: personOf(house, clerk, record, language),
    title: w[title],
    text: w[text],
    danger,
    backHref: clerkPath(clerk, record.city, record.id),
  });
  const breadcrumb = [
    { href: listPath(clerk, record.city), label: w.title },
    { href: clerkPath(clerk, record.city, record.id), label: record.name },
  ];
  return sendStaff(house, request, reply, clerk, { title: w[title], main, breadcrumb }, "clerks");
}

/** A refusal that the office can do something about comes back on the clerk's page; others go their usual way. */
async function refused(
  house: House,
  request: FastifyRequest,
  reply: FastifyReply,
  clerk: Clerk,
  record: ClerkRecord,
  error: unknown,
  entered?: Entered,
): Promise<FastifyReply> {
  if (!(error instanceof Refusal) || (error.status !== 409 && error.fields.length === 0)) throw error;
  reply.code(error.status);
  const { fields } = error;
  const sentence = fields.length === 0 ? say(error.say, request.language) : undefined;
  return showOne(house, request, reply, clerk, record, { refused: sentence, entered, errors: fields });
}
