import { changeVersion } from "../../../domain/forms/index.ts";
import type { App, FormFields } from "../../../foundation/http/index.ts";
import type { House } from "../../house.ts";
import { addresses } from "./addresses.ts";
import { type DraftParams, loadDraft, toCase } from "./load.ts";

/** `POST …/version`: the newer version of the service is taken, or the draft goes on under the one it was begun with. */
export function addNewerVersionPage(app: App, house: House): void {
  const config = { access: "visitor", owner: "forms" } as const;
  const path = "/:city/services/:code/drafts/:id/version";
  app.post<{ Params: DraftParams }>(path, { config }, async (request, reply) => {
    const loaded = await loadDraft(house, request, request.params);
    const { city, draft, newer, owner, options } = loaded;
    if (draft.sentNumber !== undefined) return toCase(loaded, reply, draft.sentNumber);
    const { version } = (request.body ?? {}) as FormFields;
    if (newer !== undefined && (version === "take" || version === "stay")) {
      const about = { owner, id: draft.id, newer: newer.service, take: version === "take" };
      await changeVersion(house, { ...about, now: house.clock(), surroundings: options });
    }
    return reply.redirect(addresses.draft(city.city, draft.service, draft.id), 303);
  });
}
