import type { LifeEvent, LifeEventSample, ServiceVersion } from "../../../src/domain/catalogue/index.ts";
import type { Visitor } from "../../helpers/visitor.ts";
import { entriesOf } from "./sample-pages.ts";

const press = {
  zh: { begin: "开始填写", next: "保存并继续", send: "一起提交" },
  en: { begin: "Begin", next: "Save and continue", send: "Send" },
} as const;

export type Played = Readonly<{
  who: Visitor;
  event: LifeEvent;
  sample: LifeEventSample;
  services: ReadonlyMap<string, ServiceVersion>;
  language: "zh" | "en";
}>;

/** From the city's first page to the page on which everything is checked, as the sample answers. Gives the addresses it came by. */
export async function fillInEvent(played: Played): Promise<readonly string[]> {
  const { who, event, sample, language } = played;
  const { code, name } = event.definition;
  const w = press[language];
  await who.get(`/${sample.city}`);
  await who.follow(name[language]);
  const start = `/${sample.city}/life-events/${code}/start`;
  if (!who.page.links.some(({ href }) => href === start)) throw new Error(`the guide leads nowhere: ${who.page.text}`);
  await who.get(start);
  await who.press(w.begin);
  return throughEvent(played);
}

/** The same from the first page of questions on. */
export async function throughEvent({ who, event, sample, services, language }: Played): Promise<readonly string[]> {
  const w = press[language];
  const passed: string[] = [];
  for (let pages = 0; pages < 60; pages += 1) {
    const { at } = who.page;
    if (who.page.status >= 400) throw new Error(`${at} answers ${who.page.status}: ${who.page.text}`);
    passed.push(at);
    if (at.endsWith("/check")) return passed;
    if (at.endsWith("/not-possible")) {
      await who.follow(
        language === "zh" ? "这一项先不办，接着办其他的" : "Leave this one out and go on with the others",
      );
      continue;
    }
    const [, service] = /\/services\/([^/]+)\//.exec(at) ?? [];
    const form = service === undefined ? event.shared : services.get(service);
    const answers = service === undefined ? sample.answers : (sample.services[service] ?? {});
    if (form === undefined) throw new Error(`no service ${service}`);
    const entries = at.includes("/pages/services")
      ? { wanted: Object.keys(sample.services) }
      : entriesOf(who, form, answers);
    await who.press(w.next, entries);
    if (who.page.errors.length > 0) throw new Error(`${at} takes no such answers: ${who.page.errors.join(" ")}`);
    if (who.page.at === at) throw new Error(`it does not go on from ${at}: ${who.page.text}`);
  }
  throw new Error(`it never ended: ${who.page.at}`);
}

export const sendButton = (language: "zh" | "en") => press[language].send;
