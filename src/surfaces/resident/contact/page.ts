import type { FastifyReply, FastifyRequest } from "fastify";
import { createElement } from "preact";
import { changePreferences, profileOf } from "../../../domain/identity/index.ts";
import {
  changeEmail,
  contactsOf,
  latestOut,
  proveEmail,
  removeEmail,
  wantChannel,
} from "../../../domain/notifications/index.ts";
import type { App, FormFields } from "../../../foundation/http/index.ts";
import { languages } from "../../../foundation/i18n/index.ts";
import { type FieldError, Refusal } from "../../../foundation/refusal.ts";
import type { House } from "../../house.ts";
import { sendPersonal } from "../../page.tsx";
import { needResident } from "../../session.ts";
import { rememberedCity } from "../choose-city/remember.ts";
import { ContactView, contactPath } from "./view.tsx";
import { words } from "./words.ts";

const config = { access: "resident", owner: "notifications" } as const;
type Said = "saved" | "code";

/** `GET /me/contact`; `POST /me/contact` with `act`: how a person is told beside the inbox. */
export function addContactPage(app: App, house: House): void {
  app.get<{ Querystring: { done?: unknown } }>(contactPath, { config }, async (request, reply) => {
    const { resident } = await needResident(house, request);
    const said = (["saved", "code"] as const).find((one) => one === request.query.done);
    return show(house, request, reply, resident, { said });
  });

  app.post<{ Body: FormFields }>(contactPath, { config }, async (request, reply) => {
    const { resident } = await needResident(house, request);
    const typed = (name: string) => {
      const value = request.body[name];
      return typeof value === "string" ? value.slice(0, 400) : "";
    };
    try {
      const said = await act(house, resident, typed);
      return reply.redirect(`${contactPath}?done=${said}`, 303);
    } catch (error) {
      if (!(error instanceof Refusal) || error.code !== "invalid") throw error;
      request.refusedAs = error.code;
      reply.code(error.status);
      return show(house, request, reply, resident, { errors: error.fields, typed: typed("email") });
    }
  });
}

async function act(house: House, resident: string, typed: (name: string) => string): Promise<Said> {
  const now = house.clock();
  const of = { resident, now };
  switch (typed("act")) {
    case "sms-on":
    case "sms-off":
      await wantChannel(house, { ...of, channel: "sms", wanted: typed("act") === "sms-on" });
      return "saved";
    case "email-on":
    case "email-off":
      await wantChannel(house, { ...of, channel: "email", wanted: typed("act") === "email-on" });
      return "saved";
    case "email":
      await changeEmail(house, { ...of, typed: typed("email") });
      return "code";
    case "again": {
      const { email } = await contactsOf(house, resident, now);
      await changeEmail(house, { ...of, typed: email.address ?? "" });
      return "code";
    }
    case "code":
      await proveEmail(house, { ...of, code: typed("code") });
      return "saved";
    case "remove":
      await removeEmail(house, resident);
      return "saved";
    case "language": {
      const language = languages.find((one) => one === typed("language"));
      if (language !== undefined) await changePreferences(house.identity, resident, { language }, now);
      return "saved";
    }
    default:
      throw new Refusal({
        code: "act_unknown",
        status: 422,
        say: { zh: "没有这一步。", en: "There is no such step." },
      });
  }
}

async function show(
  house: House,
  request: FastifyRequest,
  reply: FastifyReply,
  resident: string,
  also: { said?: Said | undefined; errors?: readonly FieldError[]; typed?: string },
): Promise<FastifyReply> {
  const { language } = request;
  const [profile, contacts, latest] = await Promise.all([
    profileOf(house.identity, resident),
    contactsOf(house, resident, house.clock()),
    latestOut(house.database, resident),
  ]);
  const { errors = [], typed = "" } = also;
  const phone = profile?.phone;
  const w = words(language);
  const main = createElement(ContactView, {
    ...{ language, csrf: reply.csrf(), contacts, latest, errors, typed, said: also.said },
    phone: phone === undefined ? undefined : `${phone.slice(0, 3)}****${phone.slice(-4)}`,
    has: { sms: house.channels.has("sms"), email: house.channels.has("email") },
    messagesIn: languages.find((one) => one === profile?.preferences.language) ?? "zh",
  });
  return sendPersonal(house, request, reply, {
    title: w.title,
    main,
    city: rememberedCity(house, request),
    failed: errors.length > 0,
    back: { href: "/me", label: w.me },
  });
}
