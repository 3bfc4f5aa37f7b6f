import type { VNode } from "preact";
import { type CaseView, closedStates, dataRequest } from "../../../domain/cases/index.ts";
import { Panel, type SummaryItem, SummaryList } from "../../../foundation/html/index.ts";
import { defineWords, formatDay, type Language, say } from "../../../foundation/i18n/index.ts";
import { erasurePlan } from "../../erasing.ts";
import { erasingWords } from "../../erasing-words.ts";
import type { House } from "../../house.ts";

const words = defineWords({
  title: { zh: "选“答复”就是同意，马上自动删除这些", en: "To answer is to agree: this is erased at once" },
  lede: {
    zh: "申请人要求删除信息。您选“答复”以后，系统马上删除下面列出的内容，无法恢复，并把结果告诉申请人。不能照办，或者只能照办一部分的，请选“不予支持”并写明理由。",
    en: "The applicant asks for erasure. When you choose “Answer”, what is listed below is erased at once and for good, and the applicant is told. If it cannot be done, or only in part, choose “Do not follow it” and give the reason.",
  },
  titleBefore: { zh: "答复以后会删除这些", en: "What goes once this is answered" },
  ledeBefore: {
    zh: "申请人要求删除信息。受理不删除任何内容；受理以后选“答复”，系统才删除下面列出的，无法恢复。不能照办，或者只能照办一部分的，受理以后选“不予支持”并写明理由。",
    en: "The applicant asks for erasure. Accepting erases nothing. Once it is accepted, “Answer” erases what is listed below, for good. If it cannot be done, or only in part, accept it and choose “Do not follow it” with the reason.",
  },
  nothing: {
    zh: "没有可以删除的：办件都还在保存期内或者正在办。请选“不予支持”，并告诉申请人保存到哪一天。",
    en: "Nothing can be erased: all cases have to be kept or are open. Please choose “Do not follow it”, and tell the applicant until when they are kept.",
  },
  cases: {
    zh: "本地的办件，连同文件、经过里写的话和查到的记录",
    en: "Cases here, with files, words written along the way and records that were looked up",
  },
  stays: { zh: "这些不删除", en: "This stays" },
  open: { zh: "正在办", en: "open" },
  certificates: {
    zh: "证照不随请求删除，由签发机关依法注销。",
    en: "Certificates are not erased on request; the body that issued them revokes them by law.",
  },
  more: { zh: (p: { count: number }) => `另有 ${p.count} 件`, en: (p: { count: number }) => `and ${p.count} more` },
  nobody: {
    zh: "申请人没有登录，不能确认是谁的信息，答复不会自动删除任何内容。",
    en: "The applicant was not signed in, so nobody can say whose data it is; answering erases nothing.",
  },
});

const shown = 30;

/** What approving a request for erasure would do, before anybody does it; nothing for other cases and for those already decided. */
export async function erasurePanel(house: House, view: CaseView, language: Language): Promise<VNode | undefined> {
  const { row, answers } = view;
  if (closedStates.has(row.state) || row.state === "approved") return undefined;
  const plan = await erasurePlan(house, view);
  const w = words(language);
  if (plan === undefined) {
    const wanted = row.service === dataRequest && answers["wish"] === "erasure";
    return wanted ? (
      <Panel title={w.title}>
        <p>{w.nobody}</p>
      </Panel>
    ) : undefined;
  }
  const e = erasingWords(language);
  const name = (code: string) => {
    const service = house.catalogue.service(code);
    return service ? say(service.definition.name, language) : code;
  };
  const { asked, cases } = plan;
  const calendar = house.regions.calendarOf(row.city);
  const line = (one: { number: string; service: string }, note: string) => ({
    label: name(one.service),
    value: `${one.number}${note === "" ? "" : ` · ${note}`}`,
  });
  const staying = [
    ...cases.keep.map((one) => line(one, e.keptUntil({ day: formatDay(calendar.dayOf(one.until), language) }))),
    ...cases.open.map((one) => line(one, w.open)),
  ];
  const nothing = asked.kinds.length === 0 && cases.erase.length === 0;
  // Nobody can answer what is not accepted yet.
  const isBefore = row.state === "submitted" || row.state === "correction_asked";
  return (
    <Panel title={isBefore ? w.titleBefore : w.title}>
      <p>{nothing ? w.nothing : isBefore ? w.ledeBefore : w.lede}</p>
      {asked.kinds.length === 0 ? null : (
        <ul>
          {asked.kinds.map((kind) => (
            <li key={kind}>{e[kind]}</li>
          ))}
        </ul>
      )}
      {cases.erase.length === 0 ? null : (
        <>
          <h3>{w.cases}</h3>
          <Listed items={cases.erase.map((one) => line(one, ""))} language={language} />
        </>
      )}
      <h3>{w.stays}</h3>
      {staying.length === 0 ? null : <Listed items={staying} language={language} />}
      <p class="quiet">{e.stays}</p>
      {asked.certificates ? <p class="quiet">{w.certificates}</p> : null}
    </Panel>
  );
}

function Listed({ items, language }: { items: readonly SummaryItem[]; language: Language }) {
  const more = items.length - shown;
  return (
    <>
      <SummaryList items={items.slice(0, shown)} />
      {more > 0 ? <p class="quiet">{words(language).more({ count: more })}</p> : null}
    </>
  );
}
