import type { FastifyReply, FastifyRequest } from "fastify";
import { createElement } from "preact";
import { changePassword, sessionLimits } from "../../../domain/identity/index.ts";
import type { App } from "../../../foundation/http/index.ts";
import { formatInstant, type Language, say, type Text } from "../../../foundation/i18n/index.ts";
import { type FieldError, Refusal } from "../../../foundation/refusal.ts";
import type { House } from "../../house.ts";
import { clearSession, needStaff, type StaffSession } from "../../session.ts";
import { hiddenOf, posted } from "../form.ts";
import { placeName, sendStaff } from "../frame.ts";
import { roleNames } from "../words.ts";
import { MeView } from "./view.tsx";
import { words } from "./words.ts";

const config = { access: "clerk", owner: "identity" } as const;

/** `/staff/me`: who I am, my roles, my password, signing out. Everybody of the staff. */
export function addMePage(app: App, house: House): void {
  app.get("/staff/me", { config }, async (request, reply) => {
    const session = await needStaff(house, request);
    return show(house, request, reply, session, []);
  });

  app.post("/staff/me/password", { config: { ...config, limit: "sign-in" } }, async (request, reply) => {
    const session = await needStaff(house, request);
    const password = posted(request.body, "password");
    const proof = {
      login: session.clerk.login,
      password: posted(request.body, "current"),
      code: posted(request.body, "code"),
    };
    const wrong = (field: string, message: Text) => {
      reply.code(422);
      return show(house, request, reply, session, [{ field, code: "invalid", message }]);
    };
    if (password !== posted(request.body, "again")) {
      return wrong("again", { zh: words("zh").different, en: words("en").different });
    }
    try {
      await changePassword(house.identity, proof, password, house.clock());
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      if (error.code === "sign_in_failed") return wrong("current", { zh: words("zh").wrong, en: words("en").wrong });
      if (error.fields.length === 0) throw error;
      reply.code(error.status);
      return show(house, request, reply, session, error.fields);
    }
    clearSession(house, reply);
    return reply.redirect("/staff/sign-in?done=password", 303);
  });
}

function show(
  house: House,
  request: FastifyRequest,
  reply: FastifyReply,
  session: StaffSession,
  errors: readonly FieldError[],
): Promise<FastifyReply> {
  const { language } = request;
  const main = createElement(MeView, {
    language,
    hidden: hiddenOf(reply),
    facts: factsOf(house, session, language),
    idleMinutes: sessionLimits.staff.idle / 60_000,
    errors,
  });
  const content = { title: words(language).title, main, failed: errors.length > 0 };
  return sendStaff(house, request, reply, session.clerk, content);
}

function factsOf(house: House, { clerk, endsAt }: StaffSession, language: Language) {
  const w = words(language);
  const kind = clerk.agency === undefined ? undefined : house.catalogue.kindOf(clerk.agency)?.name;
  const roles = clerk.roles.map((role) => say(roleNames[role], language)).join(language === "zh" ? "、" : ", ");
  return [
    { label: w.name, value: clerk.name },
    { label: w.login, value: clerk.login },
    { label: w.place, value: placeName(house, clerk.city, language) },
    ...(kind ? [{ label: w.agency, value: say(kind, language) }] : []),
    { label: w.roles, value: roles === "" ? w.noRoles : roles },
    { label: w.until, value: formatInstant(endsAt, language) },
  ];
}
