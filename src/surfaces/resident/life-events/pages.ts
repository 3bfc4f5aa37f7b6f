import type { App } from "../../../foundation/http/index.ts";
import type { House } from "../../house.ts";
import { addCheckPage } from "./check-page.ts";
import { addGuidePages } from "./guide-page.ts";
import { addProgressPages } from "./progress-page.ts";
import { addStartPage } from "./start-page.tsx";

/** One event of a life: what belongs to it, one set of questions, several cases, one view of their progress. */
export function addLifeEventPages(app: App, house: House): void {
  addGuidePages(app, house);
  addStartPage(app, house);
  addCheckPage(app, house);
  addProgressPages(app, house);
}
