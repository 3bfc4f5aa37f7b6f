import { expect } from "vitest";
import type { ActType, CaseRow } from "../../../src/domain/cases/index.ts";
import type { ServiceVersion } from "../../../src/domain/catalogue/index.ts";
import { demonstrationLogin } from "../../../src/domain/identity/index.ts";
import type { Language } from "../../../src/foundation/i18n/index.ts";
import { words as caseWords } from "../../../src/surfaces/staff/case/words.ts";
import { mannerOf } from "../../../src/surfaces/staff/manners.ts";
import { actName } from "../../../src/surfaces/staff/words.ts";
import type { TestHouse } from "../../helpers/house.ts";
import { type Element, elements } from "../../helpers/html.ts";
import { type Entries, type Visitor, visitor } from "../../helpers/visitor.ts";

/** What a clerk works on. */
type OnTheDesk = {
  readonly service: ServiceVersion;
  readonly language: Language;
  readonly number: string;
};

/** The clerks of the places' agencies before their screens, without scripts. */
export type SampleClerks = {
  /**
   * Opens the case as the clerk whose agency has it, fills in the form of the act and sends it; what is entered goes by the names the
   * act has for its fields. Fails where the page offers no such form, and where it does not say afterwards that it was done.
   */
  act(on: OnTheDesk, row: CaseRow, type: ActType, entries?: Entries): Promise<void>;
};

export function sampleClerks({ baseUrl, clock }: TestHouse): SampleClerks {
  const desks = new Map<string, Visitor>();

  /** Signed in once a day, by the button of the demonstration's sign-in page. */
  async function desk({ city, agency }: CaseRow, language: Language): Promise<Visitor> {
    const person = demonstratorOf(city, agency);
    const key = `${person} ${language} ${clock.now.toISOString()}`;
    const known = desks.get(key);
    if (known !== undefined) return known;
    const clerk = visitor(baseUrl, { language });
    await clerk.get("/staff/sign-in");
    await clerk.press(buttonThatSends(clerk, "person", person));
    expect(clerk.page.at, `${person} signs in`).toMatch(/^\/staff(\?|$)/);
    desks.set(key, clerk);
    return clerk;
  }

  return {
    async act({ service, language, number }, row, type, entries = {}) {
      const clerk = await desk(row, language);
      const page = `/staff/cases/${number}`;
      // An act ends on the page of the case as it then is; what the person sent since is seen by opening it again.
      if (clerk.page.at.split("?")[0] !== page || row.state === "submitted") await clerk.get(page);
      expect(clerk.page.status).toBe(200);
      expect(clerk.page.title).toContain(service.definition.name[language]);
      const named = Object.entries(entries).map(([name, entry]) => [`${type}-${name}`, entry] as const);
      await clerk.press(buttonThatSends(clerk, "type", type), Object.fromEntries(named));
      expect(clerk.page.errors).toEqual([]);
      expect(clerk.page.at, clerk.page.text).toBe(`${page}?done=${type}`);
      const act = actName(type, mannerOf(service.definition), language);
      expect(clerk.page.text).toContain(caseWords(language).done({ act }));
    },
  };
}

/** The demonstration's person who works on this agency's cases, as the sign-in page's button sends it. */
function demonstratorOf(city: string, agency: string): string {
  // What is asked of the city itself its office answers; the police's clerk is among those every place has.
  if (agency === "any") return demonstrationLogin(city, "office");
  return demonstrationLogin(city, "clerk", agency === "public-security" ? undefined : agency);
}

/** The button of the page's form that sends this: a clerk's page has one form for each act. */
function buttonThatSends({ page }: Visitor, name: string, value: string): Element {
  const sends = ({ attributes }: Element) => attributes["name"] === name && attributes["value"] === value;
  for (const form of elements(page.main, (one) => one.tag === "form")) {
    if (elements(form, sends).length === 0) continue;
    const buttons = elements(form, (one) => one.tag === "button" && one.attributes["aria-hidden"] === undefined);
    const button = buttons.find(sends) ?? buttons[0];
    if (button !== undefined) return button;
  }
  throw new Error(`nothing on ${page.at} sends ${name}=${value}: ${page.buttons.join(" | ")}`);
}
