import {
  addAbsence,
  addGroup,
  addRule,
  saveArea,
  saveFilter,
  saveTemplate,
} from "../../../src/domain/caseload/index.ts";
import { findCases, recordRuleEvents } from "../../../src/domain/cases/index.ts";
import { checkImport } from "../../../src/domain/catalogue/index.ts";
import { getCertificate, makeCode } from "../../../src/domain/documents/index.ts";
import { clerksOf } from "../../../src/domain/identity/index.ts";
import { findReport } from "../../../src/domain/reports/index.ts";
import { cityScope } from "../../../src/foundation/database/index.ts";
import { newId } from "../../../src/foundation/ids/index.ts";
import type { House } from "../../../src/surfaces/house.ts";
import { eventually, fileCase } from "../../helpers/own-pages.ts";
import type { Visitor } from "../../helpers/visitor.ts";
import { fillInEvent, sendButton } from "./life-event-pages.ts";

const city = "430621";

/** What a lead has arranged: an area, a group, a rule for a service nobody files here, a reason, an absence to come. */
export async function arrange(house: House): Promise<void> {
  const { items } = await clerksOf(house.identity, city, { agency: "public-security" });
  const [clerk, lead] = ["clerk", "lead"].map((role) => items.find(({ login }) => login === `${city}-${role}`));
  if (!clerk || !lead) throw new Error("there is no clerk or no lead");
  const now = house.clock();
  const people = [clerk.id, lead.id];
  const place = { area: "east", name: "东城片区", division: null, part: "东方路" };
  await saveArea(house, lead, { ...place, clerks: [clerk.id], ofAgency: people }, now);
  const group = await addGroup(house, lead, { name: "窗口一组", clerks: people, people }, now);
  const rule = { place: 1, service: "household-registration", area: place.area, target: "group" } as const;
  await addRule(house, lead, { ...rule, target_id: group, people }, now);
  const words = { zh: "房东说没有把这处房子租给您。", en: "The owner says they have not let this flat to you." };
  await saveTemplate(house, lead, { ...words, service: null, act: "refuse", name: "没有租住" }, now);
  await saveFilter(house, clerk, { name: "今天到期", query: "view=due" }, now);
  const in30Days = new Date(now.getTime() + 30 * 86_400_000);
  const away = { from: in30Days, until: new Date(in30Days.getTime() + 5 * 86_400_000) };
  await addAbsence(house, lead, { clerk: clerk.id, deputy: lead.id, ...away }, now);
}

/** As if a published rule had decided it, and it had been drawn to be looked at. */
export async function drawn(house: House, number: string): Promise<void> {
  const permit = house.catalogue.service("residence-permit");
  if (!permit) throw new Error("there is no permit");
  const say = { zh: "符合公开的规则。", en: "The published rule is fulfilled." };
  const by_rule = { approve_when: 'ground = "housing"', say, check_percent: 100 };
  const ruled = { ...permit, definition: { ...permit.definition, by_rule } };
  const parts = { secrets: house.secrets, calendarOf: house.cases.calendarOf, serviceOf: () => ruled };
  const at = house.clock();
  const events = ["submit", "approve"].map((type) => ({
    ...{ type, subject: number, at, actor_kind: "system", actor: "rule" },
  }));
  const found = await findCases(house.cases, city, [number]);
  await house.database.transaction(cityScope(city), (tx) => recordRuleEvents(tx, parts, city, events, found));
}

/** The id of a code that the holder of a certificate made. */
export async function codeFor(house: House, number: string): Promise<string> {
  const certificate = await getCertificate(house.documents, city, number);
  if (!certificate) throw new Error(`there is no certificate ${number}`);
  const now = house.clock();
  return (await makeCode(house.documents, { certificate, id: newId(now), purpose: "子女入学", now })).id;
}

/** The number of a report of a pothole, once it is found as one. */
export async function reported(house: House): Promise<string> {
  const { number } = await fileCase(house, "worker", { service: "report-a-problem" });
  await eventually(
    () => findReport(house.cases, city, number),
    (row) => row !== undefined,
  );
  return number;
}

/** A birth, sent once and then answered once more: the address of what was sent, and of the draft. */
export async function lifeEvents(house: House, who: Visitor): Promise<{ draft: string; sent: string }> {
  const event = house.catalogue.lifeEvents.one("birth");
  const sample = event?.definition.samples.find((one) => one.city === city);
  if (!event || !sample) throw new Error("there is no birth to try");
  const services = new Map(house.catalogue.services().map((service) => [service.definition.code, service]));
  const played = { who, event, sample, services, language: "zh" } as const;
  await fillInEvent(played);
  await who.press(sendButton("zh"));
  const sent = who.page.at;
  if (!sent.startsWith("/me/life-events/")) throw new Error(`the event ended at ${sent}: ${who.page.errors.join()}`);
  await fillInEvent(played);
  const [, draft] = /^(.+\/drafts\/[^/]+)\/check$/.exec(who.page.at) ?? [];
  if (draft === undefined) throw new Error(`the event ended at ${who.page.at}: ${who.page.errors.join()}`);
  return { draft, sent };
}

/** The address of a list with a row that is taken, one that is not understood and one without an office. */
export async function checkedList(house: House): Promise<string> {
  const { database, catalogue, regions } = house;
  const { items } = await clerksOf(house.identity, city, {});
  const office = items.find(({ login }) => login === `${city}-office`);
  if (!office) throw new Error("there is no office");
  const list = [
    "事项名称,实施主体,承诺时限,咨询电话,办理链接",
    "居住证申领,岳阳县公安局人口大队,4个工作日,0730-7622222,http://pc.example.gov.cn",
    "烟花爆竹经营许可,应急管理局,20个工作日,,",
    "测试事项,,,,",
  ].join("\n");
  const parts = { database, catalogue, divisions: regions.divisions };
  const file = { name: "事项清单.csv", content: Buffer.from(list) };
  return `/staff/office/imports/${await checkImport(parts, city, file, office, house.clock())}`;
}
