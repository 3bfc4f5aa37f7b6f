import type { FastifyReply, FastifyRequest } from "fastify";
import { createElement } from "preact";
import { CaseChanged, type CaseRow, findCase, perform } from "../../../domain/cases/index.ts";
import { openFile } from "../../../domain/documents/index.ts";
import { withoutForbidden } from "../../../domain/forms/index.ts";
import type { Clerk } from "../../../domain/identity/index.ts";
import { reopenUnsatisfied } from "../../../domain/reports/index.ts";
import type { App } from "../../../foundation/http/index.ts";
import { formatInstant, say } from "../../../foundation/i18n/index.ts";
import { bodyHash } from "../../../foundation/idempotency/index.ts";
import { isId } from "../../../foundation/ids/index.ts";
import { type FieldError, Refusal } from "../../../foundation/refusal.ts";
import type { House } from "../../house.ts";
import { sendPersonal } from "../../page.tsx";
import { needStaff, sessionOf } from "../../session.ts";
import { actorOf, caseOf, demandAct, isStaffAct, mayRead } from "../desk.ts";
import { asked, posted } from "../form.ts";
import { mannerOf } from "../manners.ts";
import { clerkNames } from "../names.ts";
import { checkReportAct } from "../reports/check.ts";
import { actName } from "../words.ts";
import { type ActForm, actForm, fieldName, inputOf, type Typed, typedOf } from "./act-forms.ts";
import { Readings } from "./reading.ts";
import { colleaguesOf, readyFor, showCase } from "./show.ts";
import { actorName } from "./timeline.tsx";
import { type KeptText, SessionEndedView } from "./view.tsx";
import { words } from "./words.ts";

type OfCase = { Params: { number: string } };
type OfFile = { Params: { number: string; id: string }; Querystring: { view?: unknown } };

const config = { access: "clerk", owner: "cases" } as const;

/** `/staff/cases/{number}`: the case, its files, its numbers in full, and every act a clerk can do to it. */
export function addCasePage(app: App, house: House): void {
  const readings = new Readings(house);

  app.get<OfCase>("/staff/cases/:number", { config }, async (request, reply) => {
    const { clerk } = await needStaff(house, request);
    const row = await caseOf(house, clerk, request.params.number);
    await readings.note(clerk, row, "decide");
    const done = asked(request.query, "done");
    const { definition } = house.catalogue.serviceOf(row.service, row.service_version);
    const said = isStaffAct(done)
      ? ({ kind: "done", act: actName(done, mannerOf(definition), request.language) } as const)
      : undefined;
    const tried = await fromTemplate(house, request, clerk, row);
    return showCase(house, request, reply, clerk, row, { said, tried });
  });

  app.post<OfCase>("/staff/cases/:number/show", { config }, async (request, reply) => {
    const { clerk } = await needStaff(house, request);
    const row = await caseOf(house, clerk, request.params.number);
    await readings.note(clerk, row, "identity");
    return showCase(house, request, reply, clerk, row, { open: true, said: { kind: "shown" } });
  });

  app.get<OfFile>(
    "/staff/cases/:number/files/:id",
    { config: { ...config, owner: "documents" } },
    async (request, reply) => {
      const { clerk } = await needStaff(house, request);
      const row = await caseOf(house, clerk, request.params.number);
      const { id } = request.params;
      if (!isId(id)) throw fileNotFound();
      const inPlace = asked(request.query, "view") === "1";
      const opened = await openFile(house.documents, row.city, id, { caseNumber: row.number }, { inPlace });
      try {
        await readings.note(clerk, row, "file", id);
      } catch (error) {
        opened.content.destroy();
        throw error;
      }
      return reply.headers(opened.headers).send(opened.content);
    },
  );

  app.post<OfCase>(
    "/staff/cases/:number/acts",
    { config: { ...config, anyCharacters: true } },
    async (request, reply) => {
      const session = await sessionOf(house, request);
      if (session?.kind !== "staff") return sessionEnded(house, request, reply, request.params.number);
      return act(house, request, reply, session.clerk, request.params.number);
    },
  );
}

/** `?template=` puts a reason kept ready into the field of its act; whoever sends it can change it first. */
async function fromTemplate(house: House, request: FastifyRequest, clerk: Clerk, row: CaseRow) {
  const id = asked(request.query, "template");
  const template = id === "" ? undefined : (await readyFor(house, clerk, row)).find((one) => one.id === id);
  if (template === undefined) return undefined;
  const field = template.act === "ask_correction" ? "items" : template.act === "approve" ? "note" : "reason";
  return { type: template.act, typed: { [field]: template.zh }, errors: [] };
}

async function act(
  house: House,
  request: FastifyRequest,
  reply: FastifyReply,
  clerk: Clerk,
  number: string,
): Promise<FastifyReply> {
  const row = await caseOf(house, clerk, number);
  const type = posted(request.body, "type");
  if (!isStaffAct(type)) throw unknownAct();
  demandAct(clerk, type, row);
  const service = house.catalogue.serviceOf(row.service, row.service_version);
  const form = actForm(type, { row, service, language: request.language, holder: undefined });
  const typed = typedOf(request.body, form);
  const input = inputOf(form, typed);
  const sent = posted(request.body, "revision");
  const revision = /^\d{1,9}$/.test(sent) ? Number(sent) : 0;
  const key = /^[\w-]{1,64}$/.exec(posted(request.body, "key"))?.[0] ?? "";
  try {
    if (type === "assign") await checkColleague(house, row, typed["to"] ?? "");
    await checkReportAct(house, row, type, typed);
    await perform(house.cases, {
      city: row.city,
      number: row.number,
      type,
      revision,
      by: actorOf(clerk, row),
      input,
      ...(key === "" ? {} : { idempotency: keyOf(clerk, row, key, { type, revision, input }) }),
    });
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    return actRefused(house, request, reply, clerk, { row, form, typed, refusal: error });
  }
  if (type === "call_back") await reopenUnsatisfied(house.cases, row.city, row.number);
  // Who has sent a report back or on has it no more.
  const after = await findCase(house.cases, row.city, row.number);
  return reply.redirect(mayRead(clerk, after) ? `/staff/cases/${row.number}?done=${type}` : "/staff", 303);
}

function keyOf(clerk: Clerk, row: CaseRow, key: string, body: Record<string, unknown>) {
  return { caller: `staff:${clerk.id}`, key: `${row.number}:${key}`, bodyHash: bodyHash(body) };
}

/** Only somebody who works for the case's agency is given it, whatever the form says. */
async function checkColleague(house: House, row: CaseRow, to: string): Promise<void> {
  const colleagues = await colleaguesOf(house, row, "zh");
  if (colleagues.some((each) => each.value === to)) return;
  const message = { zh: words("zh").unknownClerk, en: words("en").unknownClerk };
  throw new Refusal({
    code: "act_input",
    status: 422,
    say: message,
    fields: [{ field: "to", code: "unknown_clerk", message }],
  });
}

/** Back on the same page, with what was typed: a field is wrong, somebody was faster, or the state does not allow it any more. */
async function actRefused(
  house: House,
  request: FastifyRequest,
  reply: FastifyReply,
  clerk: Clerk,
  tried: { row: CaseRow; form: ActForm; typed: Typed; refusal: Refusal },
): Promise<FastifyReply> {
  const { form, typed, refusal } = tried;
  const { language } = request;
  const row = await findCase(house.cases, tried.row.city, tried.row.number);
  reply.code(refusal.status);
  const again = { type: form.type, typed, errors: [] as readonly FieldError[] };
  if (refusal instanceof CaseChanged) {
    const { definition } = house.catalogue.serviceOf(row.service, row.service_version);
    const names = await clerkNames(house, row.city, [refusal.actorKind === "clerk" ? refusal.actor : null]);
    const sentence = words(language).changed({
      who: actorName(refusal.actorKind, refusal.actor, names, language),
      when: formatInstant(refusal.at, language),
      act: actName(refusal.act, mannerOf(definition), language),
    });
    const said = { kind: "changed", sentence, kept: keptOf(form, typed) } as const;
    return showCase(house, request, reply, clerk, row, { said, tried: again });
  }
  if (refusal.fields.length === 0) {
    const said = { kind: "refused", sentence: say(refusal.say, language), kept: keptOf(form, typed) } as const;
    return showCase(house, request, reply, clerk, row, { said, tried: again });
  }
  const errors = refusal.fields.map((error) => ({ ...error, field: fieldName(form.type, error.field) }));
  return showCase(house, request, reply, clerk, row, { tried: { ...again, errors } });
}

function keptOf(form: ActForm, typed: Typed): KeptText {
  return form.fields
    .filter((field) => field.kind !== "clerk")
    .map((field) => ({ label: field.label, text: withoutForbidden(typed[field.name] ?? "") }));
}

/** What was written goes back to whoever wrote it; the case itself is not shown. */
function sessionEnded(
  house: House,
  request: FastifyRequest,
  reply: FastifyReply,
  number: string,
): Promise<FastifyReply> {
  const { language } = request;
  const type = posted(request.body, "type");
  const kept = Object.keys((request.body ?? {}) as object)
    .filter((name) => isStaffAct(type) && name.startsWith(`${type}-`) && name !== "assign-to")
    .map((name) => ({
      label: actName(type, "licence", language),
      text: withoutForbidden(posted(request.body, name).slice(0, 20_000)),
    }));
  const back = `/staff/cases/${encodeURIComponent(number)}`;
  const main = createElement(SessionEndedView, {
    language,
    href: `/staff/sign-in?return=${encodeURIComponent(back)}`,
    kept,
  });
  reply.code(401);
  return sendPersonal(house, request, reply, { title: words(language).sessionTitle, main, failed: true }, "staff");
}

function unknownAct(): Refusal {
  return new Refusal({
    code: "act_unknown",
    status: 422,
    say: { zh: "没有这种办理。请回到办件页面再试。", en: "There is no such act. Please go back to the case." },
  });
}

function fileNotFound(): Refusal {
  return new Refusal({
    code: "file_not_found",
    status: 404,
    say: { zh: "没有找到这个文件。", en: "There is no such file." },
  });
}
