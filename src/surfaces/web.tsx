import { assets, cssFor, LinkButton, Notice, nationColour, PageTitle, renderPage } from "../foundation/html/index.ts";
import { type App, createServer, type ErrorPage, type Page, type Server } from "../foundation/http/index.ts";
import { say } from "../foundation/i18n/index.ts";
import type { House } from "./house.ts";
import { SignInNeeded } from "./session.ts";
import { surfaceWords } from "./words.ts";

/** Adds the routes of one surface or adapter. */
export type Routes = (app: App, house: House) => void | Promise<void>;

/** The web of one process: the HTTP layer, our assets, the pages of trouble, and every route it is given. */
export async function openWeb(house: House, routes: readonly Routes[]): Promise<Server> {
  const server = await createServer({
    settings: house.settings,
    log: house.log,
    metrics: house.metrics,
    secretKey: house.secrets.tokenKey,
    errorPage: (page) => troublePage(house, page),
  });
  await server.serveAssets([...assets().values()]);
  await server.app.register(async (scope) => {
    // Whoever needs to sign in is led there and back, instead of being told no.
    scope.setErrorHandler((error, _request, reply) => {
      if (error instanceof SignInNeeded) return reply.redirect(error.at, 303);
      throw error;
    });
    for (const add of routes) await add(scope as unknown as App, house);
  });
  return server;
}

/** What people read when something cannot be shown: what happened, what they can do, and the reference for the telephone. */
function troublePage(house: House, trouble: ErrorPage): Page {
  const words = surfaceWords(trouble.language);
  const ofStaff = /^\/staff(?:\/|$)/.test(trouble.path);
  const kind = ofStaff ? "staff" : "resident";
  const html = renderPage({
    kind,
    language: trouble.language,
    mode: trouble.mode,
    path: ofStaff ? "/staff" : "/",
    title: say(trouble.title, trouble.language),
    demonstration: house.demonstration,
    complaintHref: "/suggestion",
    privacyHref: "/me/privacy",
    main: (
      <>
        <PageTitle title={say(trouble.title, trouble.language)} />
        <Notice kind="warning">
          <p>{say(trouble.say, trouble.language)}</p>
          {trouble.fields.length > 0 ? (
            <ul>
              {trouble.fields.map((field) => (
                <li key={field.field}>{say(field.message, trouble.language)}</li>
              ))}
            </ul>
          ) : null}
        </Notice>
        <p>
          <LinkButton href={ofStaff ? "/staff" : "/"}>{ofStaff ? words.desk : words.home}</LinkButton>
        </p>
        <p class="hint">{words.reference({ reference: trouble.reference })}</p>
      </>
    ),
  });
  return { html, styles: [`sha256-${cssFor(kind, nationColour).sha256}`] };
}
