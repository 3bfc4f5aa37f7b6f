import { type Question, type Sample, type ServiceVersion, whichAgency } from "../../../src/domain/catalogue/index.ts";
import { readerOf } from "../../../src/domain/forms/index.ts";
import type { Entries, PickedFile, Visitor } from "../../helpers/visitor.ts";

/** Whoever fills in served pages as a sample of the catalogue says: every field is found on the page, none is known beforehand. */

const pdf = new TextEncoder().encode(
  "%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 200 200]>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n",
);
const png = Buffer.from(
  "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg==",
  "base64",
);

/** A real file of a kind the question takes. */
function fileFor({ id, type, accept }: Question): PickedFile {
  const takesPdf = accept === undefined ? type === "file" : accept.includes("pdf");
  return takesPdf
    ? { name: `${id}.pdf`, type: "application/pdf", bytes: pdf }
    : { name: `${id}.png`, type: "image/png", bytes: png };
}

/** What these answers enter into the fields of the page as it was served; what the page does not ask is left out. */
export function entriesOf(who: Visitor, service: ServiceVersion, answers: Sample["answers"]): Entries {
  const entries: Record<string, Entries[string]> = {};
  const { html } = who.page;
  const here = (name: string) => html.includes(`name="${name}"`);
  for (const [id, { question }] of service.questions) {
    const answer = answers[id];
    if (answer === undefined || answer === null) continue;
    if (question.type === "file" || question.type === "photo") {
      const promised = typeof answer === "object" && "promise" in answer;
      if (promised && here(`${id}-promise`)) entries[`${id}-promise`] = true;
      else if (!promised && here(id)) entries[id] = fileFor(question);
    } else {
      for (const [part, typed] of Object.entries(readerOf(question).typed(answer as never))) {
        const name = part === "" ? id : `${id}-${part}`;
        if (here(name)) entries[name] = typed;
      }
    }
    if (here(`${id}_consent`)) entries[`${id}_consent`] = true;
  }
  // Where a city has several bodies of the kind, the sample is at the first.
  if (here(whichAgency)) entries[whichAgency] = service.definition.agency;
  // What every service that posts its result asks, and no service file writes.
  if (here("delivery_way")) entries["delivery_way"] = "collect";
  return entries;
}

/**
 * A sample that is refused says no more than what it is refused for; what its pages ask beside that is answered as in the service's
 * other samples.
 */
export function answersOf(service: ServiceVersion, sample: Sample): Sample["answers"] {
  if (!sample.expect.refused) return sample.answers;
  const others = service.definition.samples.filter(({ expect }) => !expect.refused).map(({ answers }) => answers);
  return Object.assign({}, ...others.toReversed(), sample.answers);
}

/** Buttons that lead on, by the words on them. */
const onwards = {
  zh: { begin: /^(开始填写|重新填一份)$/, next: /^(保存并继续|查询)$/, send: /^(提交|开具)$/ },
  en: { begin: /^(Begin|Begin a new one)$/, next: /^(Save and continue|Look up)$/, send: /^(Send|Get it)$/ },
} as const;

/**
 * From the start page on: answers page after page as the sample says and sends it. Ends where nothing leads on: at the case, at the
 * answer of a query, or where it is said that it is not possible. Gives the addresses it came by.
 */
export async function fillInAndSend(
  who: Visitor,
  service: ServiceVersion,
  answers: Sample["answers"],
  language: "zh" | "en",
): Promise<readonly string[]> {
  const passed: string[] = [];
  const { begin, next, send } = onwards[language];
  for (let pages = 0; pages < 25; pages += 1) {
    const { at, buttons, html } = who.page;
    passed.push(at);
    const press = (meant: RegExp) => buttons.find((one) => meant.test(one));
    const [started, forward, sends] = [press(begin), press(next), press(send)];
    if (at.endsWith("/check") && sends !== undefined) await who.press(sends);
    else if (forward !== undefined && !at.includes("/me/")) {
      await who.press(forward, entriesOf(who, service, answers));
      if (who.page.errors.length > 0) throw new Error(`${at} takes no such answers: ${who.page.errors.join(" ")}`);
    } else if (at.endsWith("/start") && started !== undefined) await who.press(started);
    else return passed;
    if (who.page.status >= 400) throw new Error(`${at} answers ${who.page.status}: ${who.page.text}`);
    if (who.page.html === html) throw new Error(`it does not go on from ${at}: ${who.page.text}`);
  }
  throw new Error(`it never ended: ${who.page.at}`);
}
