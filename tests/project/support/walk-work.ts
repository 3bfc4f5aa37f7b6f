import { randomUUID } from "node:crypto";
import {
  addAbsence,
  addGroup,
  addRule,
  assistOfDraft,
  assistWithin,
  beginAssist,
  endAbsence,
  findAssist,
  forgetAssisted,
  forgetAssistedWith,
  listAbsences,
  listAssists,
  listFilters,
  listGroups,
  listRules,
  listTemplates,
  listWithin,
  markAssistSent,
  removeArea,
  removeFilter,
  removeGroup,
  removeRule,
  removeTemplate,
  resealAssists,
  saveArea,
  saveFilter,
  saveTemplate,
  turnAbsences,
} from "../../../src/domain/caseload/index.ts";
import { type Actor, counterPhones, listCases, submitCase } from "../../../src/domain/cases/index.ts";
import { clerksOf } from "../../../src/domain/identity/index.ts";
import { permitAnswers, permitSubmission } from "../../helpers/cases.ts";
import type { TestHouse } from "../../helpers/house.ts";
import { quiet } from "./walk.ts";

const city = "430621";
const agency = "public-security";
const day = 86_400_000;

/** What staff arrange: areas, groups, rules, absences, saved views, reasons; and applications filled in for somebody. */
export async function walkWork(running: TestHouse): Promise<void> {
  const { house, clock } = running;
  const { items } = await clerksOf(house.identity, city, { agency });
  const of = (login: string) => {
    const found = items.find((one) => one.login === `${city}-${login}`);
    if (!found) throw new Error(`there is no ${login}`);
    return found;
  };
  const [clerk, lead] = [of("clerk"), of("lead")];
  const service = house.catalogue.service("residence-permit", null);
  if (!service) throw new Error("the residence permit is not published");
  const work = { database: house.database, cases: house.cases, identity: house.identity };
  const people = [clerk.id, lead.id];

  const place = { area: "walk", name: "演示片", division: null, part: "东方路" };
  await saveArea(work, lead, { ...place, clerks: [clerk.id], ofAgency: people }, clock.now);
  const group = await addGroup(work, lead, { name: "窗口一组", clerks: [clerk.id], people }, clock.now);
  await listGroups(work, city, agency);
  const everything = { place: 1, service: null, area: null, target: "group", target_id: group } as const;
  await addRule(work, lead, { ...everything, people }, clock.now);
  const resident = "rWalkRouted";
  const by: Actor = { kind: "resident", id: resident };
  const submit = async () => {
    const key = randomUUID();
    const address = { division: city, detail: "东方路一号" };
    const answers = { ...permitAnswers(), address };
    const sent = { ...permitSubmission({ service, resident, by }), answers };
    const { number } = await submitCase(house.cases, {
      ...sent,
      idempotency: { caller: resident, key, bodyHash: key },
    });
    await quiet(running);
    return number;
  };
  const routed = await submit();
  await submit();
  const inArea = await listCases(house.cases, { city, agencies: [agency], area: place.area });
  if (!inArea.items.some(({ number }) => number === routed)) throw new Error("the case is in no area");

  const away = (from: Date) => ({ clerk: clerk.id, deputy: lead.id, from, until: new Date(from.getTime() + day) });
  await addAbsence(work, clerk, away(clock.now), clock.now);
  await turnAbsences(work, [city], clock.now);
  clock.now = new Date(clock.now.getTime() + 2 * day);
  await turnAbsences(work, [city], clock.now);
  await addAbsence(work, clerk, away(new Date(clock.now.getTime() + day)), clock.now);
  for (const { id } of await listAbsences(work, city)) await endAbsence(work, clerk, id, clock.now);
  await quiet(running);

  await saveFilter(work, clerk, { name: "今天到期", query: "view=due" }, clock.now);
  for (const { id } of await listFilters(work, clerk)) await removeFilter(work, clerk, id);
  const words = { service: null, act: "refuse", name: "不满半年", zh: "居住不满半年。", en: "Less than half a year." };
  await saveTemplate(work, lead, words, clock.now);
  for (const { id } of await listTemplates(work, city, agency)) await removeTemplate(work, lead, id, clock.now);
  for (const { id } of await listRules(work, city, [agency])) await removeRule(work, lead, id, clock.now);
  await removeGroup(work, lead, group, clock.now);
  await removeArea(work, lead, place.area, clock.now);

  await walkAssists(running, clerk, routed);
}

type Clerk = Parameters<typeof beginAssist>[1]["clerk"];

async function walkAssists({ house, clock }: TestHouse, clerk: Clerk, number: string): Promise<void> {
  const now = clock.now;
  const service = house.catalogue.service("residence-permit", null);
  if (!service) throw new Error("the residence permit is not published");
  const person = { name: "王秀兰", idType: "passport", idNumber: "E12345678", phone: "", consent: "word" };
  const today = house.regions.calendarOf(city).dayOf(now);
  const begin = () => beginAssist(house, { ...person, clerk, service, agencyName: "岳阳县公安局", today }, now);
  const sent = await begin();
  await begin();
  await assistOfDraft(house, clerk, sent.draft);
  await assistWithin(house, sent, { service: "residence-permit", draft: randomUUID() }, now);
  const [within] = await listWithin(house, sent);
  if (!within) throw new Error("an act of helping within another is not there");
  await markAssistSent(house, within, number, now);
  await findAssist(house, clerk, sent.id);
  await listAssists(house, clerk);
  await markAssistSent(house, sent, number, now);
  await house.secrets.addSealKey(city, "aes-256-gcm", now);
  await house.secrets.load([city]);
  await resealAssists(house, city);
  const by: Actor = { kind: "clerk", id: clerk.id };
  const filed = permitSubmission({ service, resident: sent.resident, by, channel: "counter" });
  await counterPhones(house.cases, city, [(await submitCase(house.cases, filed)).number]);
  await forgetAssisted(house, city, new Date(now.getTime() + 100 * day));
  await forgetAssistedWith(house, city, number);
}
