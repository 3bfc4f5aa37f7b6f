import { LinkButton, Notice, PageTitle } from "../../../foundation/html/index.ts";
import type { App } from "../../../foundation/http/index.ts";
import type { House } from "../../house.ts";
import { addresses, journeyPaths } from "./addresses.ts";
import { sendJourney } from "./frame.tsx";
import { type DraftParams, loadDraft, toCase } from "./load.ts";
import { untilDay } from "./start-page.tsx";
import { words } from "./words.ts";

/** `GET …/later`: it is saved, until when, and how to go on. */
export function addLaterPage(app: App, house: House): void {
  const config = { access: "visitor", owner: "forms" } as const;
  for (const path of journeyPaths("drafts/:id/later"))
    app.get<{ Params: DraftParams }>(path, { config }, async (request, reply) => {
      const loaded = await loadDraft(house, request, request.params);
      const { draft, city, service, session, helping } = loaded;
      if (draft.sentNumber !== undefined) return toCase(loaded, reply, draft.sentNumber);
      const { language } = request;
      const w = words(language);
      const at = addresses.draft(city.city, service.definition.code, draft.id);
      const until = untilDay(draft.expiresAt, language);
      const main = (
        <>
          <PageTitle kicker={service.definition.name[language]} title={w.saved} lede={w.savedUntil({ until })} />
          {session || helping ? (
            <p>{helping ? w.savedHelping : w.savedResident}</p>
          ) : (
            <Notice>
              <p>{w.savedVisit}</p>
              <LinkButton href={`/sign-in?return=${encodeURIComponent(at)}`} weight="second">
                {w.signIn}
              </LinkButton>
            </Notice>
          )}
          <LinkButton href={at}>{w.goOn}</LinkButton>
        </>
      );
      return sendJourney(loaded, request, reply, {
        title: w.saved,
        main,
        back: { href: `/${city.city}`, label: w.otherServices },
      });
    });
}
