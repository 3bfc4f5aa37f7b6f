import type { FastifyReply, FastifyRequest } from "fastify";
import { createElement } from "preact";
import { type ResidentSignIn, signInResident } from "../../../domain/identity/index.ts";
import { type App, cookiesFor, type FormFields } from "../../../foundation/http/index.ts";
import type { Text } from "../../../foundation/i18n/index.ts";
import { Refusal } from "../../../foundation/refusal.ts";
import type { House } from "../../house.ts";
import { sendPersonal } from "../../page.tsx";
import { clearSession, safeReturn, sessionOf, setSession } from "../../session.ts";
import { rememberedCity } from "../choose-city/remember.ts";
import { afterSignIn } from "../journey/whose.ts";
import { SignInView } from "./view.tsx";
import { words } from "./words.ts";

type Asked = { Querystring: { return?: unknown } };

const shared = { access: "public", owner: "identity" } as const;
const guarded = { ...shared, limit: "sign-in" } as const;

/** Where one goes after signing in from the page itself. */
const home = "/me";
const ticketSeconds = 600;

/**
 * `GET /sign-in` with its one button, `POST /sign-in` leaves for the identity provider, `GET /sign-in/callback` comes back from it,
 * `POST /sign-out`. `signIn` is undefined while no provider is configured.
 */
export function addSignInPages(app: App, house: House, signIn: ResidentSignIn | undefined): void {
  const { baseUrl } = house.settings;
  const { names, options } = cookiesFor(baseUrl);
  const ticketName = baseUrl.startsWith("https:") ? "__Host-sign-in" : "sign-in";

  const show = (request: FastifyRequest, reply: FastifyReply, returnTo: string, trouble?: Text) => {
    const { language } = request;
    const main = createElement(SignInView, {
      language,
      possible: signIn !== undefined,
      demonstration: house.demonstration,
      csrf: reply.csrf(),
      returnTo,
      trouble,
    });
    return sendPersonal(house, request, reply, {
      title: words(language).title,
      main,
      city: rememberedCity(house, request),
    });
  };

  /** What went wrong on the way is said on the page with the button, so that one can go on from there. */
  const tryAgain = (request: FastifyRequest, reply: FastifyReply, returnTo: string, error: unknown) => {
    if (!(error instanceof Refusal)) throw error;
    request.refusedAs = error.code;
    reply.code(error.status);
    if (error.retryAfterSeconds !== undefined) reply.header("retry-after", String(error.retryAfterSeconds));
    return show(request, reply, returnTo, error.say);
  };

  app.get<Asked>("/sign-in", { config: shared }, async (request, reply) => {
    const returnTo = safeReturn(request.query.return, home);
    const session = await sessionOf(house, request);
    if (session?.kind === "resident") return reply.redirect(returnTo, 303);
    return show(request, reply, returnTo);
  });

  app.post<{ Body: FormFields }>("/sign-in", { config: guarded }, async (request, reply) => {
    const returnTo = safeReturn(request.body["return"], home);
    if (!signIn) return show(request, reply.code(503), returnTo);
    try {
      const { redirectTo, ticket } = await signIn.begin({ returnTo, now: house.clock() });
      // The way back stands beside the ticket, so that it survives a sign-in that was cancelled.
      const kept = `${Buffer.from(returnTo).toString("base64url")}.${ticket}`;
      reply.setCookie(ticketName, kept, { ...options, maxAge: ticketSeconds });
      return reply.redirect(redirectTo, 303);
    } catch (error) {
      return tryAgain(request, reply, returnTo, error);
    }
  });

  app.get("/sign-in/callback", { config: guarded }, async (request, reply) => {
    if (!signIn) return show(request, reply.code(503), home);
    const { returnTo, ticket } = readTicket(request.cookies[ticketName]);
    reply.clearCookie(ticketName, options);
    const now = house.clock();
    try {
      const proved = await signIn.finish({ callback: new URL(request.url, baseUrl), ticket, now });
      const { token, resident } = await signInResident(
        house.identity,
        proved.claims,
        now,
        request.cookies[names.session],
      );
      setSession(house, reply, token);
      await handOver(house, request, resident);
      return await reply.redirect(safeReturn(proved.returnTo, home), 303);
    } catch (error) {
      return tryAgain(request, reply, returnTo, error);
    }
  });

  app.post("/sign-out", { config: { ...shared, limit: "write" } }, async (request, reply) => {
    const token = request.cookies[names.session];
    if (token !== undefined) await house.identity.sessions.end(token);
    clearSession(house, reply);
    return reply.redirect("/", 303);
  });
}

/** Drafts begun before signing in go along. One who is signed in stays so when that fails; the drafts stay where they were. */
async function handOver(house: House, request: FastifyRequest, resident: string): Promise<void> {
  try {
    await afterSignIn(house, request, resident);
  } catch (error) {
    house.log.error({ error }, "drafts were not handed over at sign-in");
  }
}

function readTicket(kept: string | undefined): { returnTo: string; ticket: string | undefined } {
  const cut = kept?.indexOf(".") ?? -1;
  if (kept === undefined || cut < 0) return { returnTo: home, ticket: undefined };
  const returnTo = Buffer.from(kept.slice(0, cut), "base64url").toString("utf8");
  return { returnTo: safeReturn(returnTo, home), ticket: kept.slice(cut + 1) };
}
