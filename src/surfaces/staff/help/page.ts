import { createElement } from "preact";
import type { App } from "../../../foundation/http/index.ts";
import type { House } from "../../house.ts";
import { needStaff } from "../../session.ts";
import { sendStaff } from "../frame.ts";
import { KeysView } from "./view.tsx";
import { words } from "./words.ts";

/** `GET /staff/help/keys`: what each key does. */
export function addHelpPages(app: App, house: House): void {
  app.get("/staff/help/keys", { config: { access: "clerk", owner: "caseload" } }, async (request, reply) => {
    const { clerk } = await needStaff(house, request);
    const main = createElement(KeysView, { language: request.language });
    return sendStaff(house, request, reply, clerk, { title: words(request.language).title, main });
  });
}
