import type { App } from "../../../foundation/http/index.ts";
import type { House } from "../../house.ts";
import { addAnswerPage } from "../answer/page.tsx";
import { addCheckPage } from "./check-page.ts";
import { addLaterPage } from "./later-page.tsx";
import { addNewerVersionPage } from "./newer-version-page.ts";
import { addNotPossiblePage } from "./not-possible-page.tsx";
import { addQuestionPage } from "./question-page.ts";
import { addSentPage } from "./sent-page.tsx";
import { addStartPage } from "./start-page.tsx";

export function addJourneyPages(app: App, house: House): void {
  addStartPage(app, house);
  addQuestionPage(app, house);
  addNotPossiblePage(app, house);
  addCheckPage(app, house);
  addAnswerPage(app, house);
  addLaterPage(app, house);
  addNewerVersionPage(app, house);
  addSentPage(app, house);
}
