import { cssFor, galleryPage, galleryPages, nationColour, renderPage } from "../foundation/html/index.ts";
import type { App } from "../foundation/http/index.ts";
import { Refusal } from "../foundation/refusal.ts";
import type { House } from "./house.ts";

/** Every part of every page with made-up content, for translators and reviewers; only in a demonstration. */
export function addGallery(app: App, house: House): void {
  if (!house.demonstration) return;
  app.get<{ Params: { name: string } }>(
    "/gallery/:name",
    { config: { access: "demo", owner: "html" } },
    (request, reply) => {
      const name = galleryPages.find((page) => page === request.params.name);
      if (!name) {
        const say = { zh: "没有这个样张。", en: "There is no such sample page." };
        throw new Refusal({ code: "not_found", status: 404, say });
      }
      const page = galleryPage(name, { language: request.language, mode: request.mode });
      const colour = page.city?.colour ?? nationColour;
      return reply.page({ html: renderPage(page), styles: [`sha256-${cssFor(page.kind, colour).sha256}`] });
    },
  );
}
