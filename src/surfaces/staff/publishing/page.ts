import type { App } from "../../../foundation/http/index.ts";
import type { House } from "../../house.ts";
import { addFillPages } from "./fill.ts";
import { addPreviewPages } from "./preview.ts";
import { addStepPages } from "./steps.ts";
import { addUploadPages } from "./upload.ts";
import { addVersionPages } from "./versions-page.ts";

/** How a city office puts services live: five steps, files of its own, versions. */
export function addPublishingPages(app: App, house: House): void {
  addStepPages(app, house);
  addFillPages(app, house);
  addPreviewPages(app, house);
  addUploadPages(app, house);
  addVersionPages(app, house);
}
