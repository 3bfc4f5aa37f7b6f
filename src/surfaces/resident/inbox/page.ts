import { createElement } from "preact";
import { inbox, type Message, markRead, messageText } from "../../../domain/notifications/index.ts";
import type { App, FormFields } from "../../../foundation/http/index.ts";
import { formatInstant, type Language } from "../../../foundation/i18n/index.ts";
import { parsePublicNumber } from "../../../foundation/ids/index.ts";
import { Refusal } from "../../../foundation/refusal.ts";
import type { House } from "../../house.ts";
import { sendPersonal } from "../../page.tsx";
import { needResident, safeReturn } from "../../session.ts";
import { rememberedCity } from "../choose-city/remember.ts";
import { placeName } from "../me/lines.tsx";
import { payAddresses } from "../pay/addresses.ts";
import { InboxView, type MessageLine } from "./view.tsx";
import { words } from "./words.ts";

const config = { access: "resident", owner: "notifications" } as const;
const perPage = 20;

/** `GET /me/inbox?after=`, `POST /me/inbox/{id}/read` (and on to the case), `POST /me/inbox/read` for those of a page. */
export function addInboxPages(app: App, house: House): void {
  app.get<{ Querystring: { after?: unknown } }>("/me/inbox", { config }, async (request, reply) => {
    const { resident } = await needResident(house, request);
    const { language } = request;
    const after = typeof request.query.after === "string" ? request.query.after.slice(0, 100) : undefined;
    const { items, next } = await inbox(house.database, house.secrets, resident, { after, limit: perPage });
    const w = words(language);
    const main = createElement(InboxView, {
      language,
      csrf: reply.csrf(),
      messages: items.map((message) => messageLine(house, message, language)),
      newerHref: after === undefined ? undefined : "/me/inbox",
      olderHref: next === undefined ? undefined : `/me/inbox?after=${next}`,
    });
    return sendPersonal(house, request, reply, {
      title: w.title,
      main,
      city: rememberedCity(house, request),
      back: { href: "/me", label: w.me },
    });
  });

  app.post<{ Params: { id: string }; Body: FormFields }>("/me/inbox/:id/read", { config }, async (request, reply) => {
    const { resident } = await needResident(house, request);
    await markRead(house.database, resident, request.params.id, house.clock());
    return reply.redirect(safeReturn(request.body["to"], "/me/inbox"), 303);
  });

  app.post<{ Body: FormFields }>("/me/inbox/read", { config }, async (request, reply) => {
    const { resident } = await needResident(house, request);
    const { ids } = request.body;
    const wanted = typeof ids === "string" ? ids.split(" ").slice(0, perPage) : [];
    for (const id of wanted) {
      await markRead(house.database, resident, id, house.clock()).catch((error: unknown) => {
        // One that is gone, or of somebody else, is nobody's loss here.
        if (!(error instanceof Refusal)) throw error;
      });
    }
    return reply.redirect("/me/inbox", 303);
  });
}

function messageLine(house: House, message: Message, language: Language): MessageLine {
  const { title, text } = messageText(message, language);
  return {
    id: message.id,
    title,
    text,
    at: message.at.toISOString(),
    when: formatInstant(message.at, language),
    from: placeName(house, message.city, language),
    ...leadsTo(message.about),
    unread: message.readAt === undefined,
  };
}

/** What a message is about, by the letter of its number: a payment, a bill, else a case. */
function leadsTo(about: string | undefined): Pick<MessageLine, "href" | "leads"> {
  if (about === undefined) return { href: undefined, leads: "open" };
  const read = parsePublicNumber(about);
  if (read?.letter === "P") return { href: payAddresses.payment(about), leads: "openPayment" };
  if (read?.letter === "B") return { href: payAddresses.bills(read.city, [about]), leads: "openBill" };
  return { href: `/me/cases/${about}`, leads: "open" };
}
