import type { FastifyReply, FastifyRequest } from "fastify";
import { createElement } from "preact";
import {
  addGroup,
  addRule,
  listAreas,
  listGroups,
  listRules,
  peopleOf,
  removeArea,
  removeGroup,
  removeRule,
  saveArea,
  type Target,
  targets,
} from "../../../domain/caseload/index.ts";
import type { App } from "../../../foundation/http/index.ts";
import { say } from "../../../foundation/i18n/index.ts";
import { type FieldError, Refusal } from "../../../foundation/refusal.ts";
import type { House } from "../../house.ts";
import { asked, hiddenOf, posted, postedAll } from "../form.ts";
import { sendStaff } from "../frame.ts";
import { staffWords } from "../words.ts";
import { type Lead, leadOf, servicesOf } from "./lead.ts";
import { type EnteredArea, RulesView } from "./rules-view.tsx";
import { targetNames, words } from "./words.ts";

const config = { access: "clerk", owner: "caseload" } as const;
const path = "/staff/load/rules";

type Form = "rule" | "group" | "area";

/** `/staff/load/rules`: to whom new cases go: rules in their order, groups, areas and who serves them. */
export function addRulePages(app: App, house: House): void {
  app.get(path, { config }, async (request, reply) => show(house, request, reply, await leadOf(house, request)));

  app.post<{ Params: { form: string } }>(`${path}/:form`, { config }, async (request, reply) => {
    const clerk = await leadOf(house, request);
    const { body, params } = request;
    const form = (["rule", "group", "area"] as const).find((one) => one === params.form);
    if (form === undefined) return reply.redirect(path, 303);
    const removed = posted(body, "remove").slice(0, 60);
    const now = house.clock();
    try {
      if (removed !== "") await remove(house, clerk, form, removed, now);
      else await save(house, clerk, form, body, now);
    } catch (error) {
      if (!(error instanceof Refusal) || error.fields.length === 0) throw error;
      reply.code(error.status);
      const errors = error.fields.map((wrong) => ({ ...wrong, field: inForm(form, wrong.field) }));
      return show(house, request, reply, clerk, { form, errors });
    }
    return reply.redirect(`${path}?done=1`, 303);
  });
}

/** The name of a field on the page: three forms stand there, and each name is there once. */
const inForm = (form: Form, name: string) => (form === "rule" ? name : `${form}-${name}`);

async function remove(house: House, clerk: Lead, form: Form, id: string, now: Date): Promise<void> {
  if (form === "rule") return removeRule(house, clerk, id, now);
  if (form === "group") return removeGroup(house, clerk, id, now);
  return removeArea(house, clerk, id, now);
}

async function save(house: House, clerk: Lead, form: Form, body: unknown, now: Date): Promise<void> {
  const people = (await peopleOf(house, clerk.city, clerk.agency)).map(({ id }) => id);
  const field = (name: string) => posted(body, inForm(form, name)).slice(0, 200).trim();
  const chosen = postedAll(body, inForm(form, "clerks")).slice(0, 200);
  if (form === "group") {
    await addGroup(house, clerk, { name: field("name"), clerks: chosen, people }, now);
    return;
  }
  if (form === "area") {
    const { area, name, division, part } = enteredArea(body);
    const input = { area, name, division: division || null, part: part || null };
    return saveArea(house, clerk, { ...input, clerks: chosen, ofAgency: people }, now);
  }
  // `group:…` and `clerk:…` name one of them.
  const [kind = "", id = ""] = field("target").split(":");
  const services = (await servicesOf(house, clerk, "zh")).map(({ value }) => value);
  const areas = (await listAreas(house, clerk.city)).map(({ area }) => area);
  await addRule(
    house,
    clerk,
    {
      place: /^\d{1,4}$/.test(field("place")) ? Number(field("place")) : 0,
      service: services.find((one) => one === field("service")) ?? null,
      area: areas.find((one) => one === field("area")) ?? null,
      target: targets.find((one) => one === kind) ?? ("" as Target),
      target_id: id === "" ? null : id,
      people,
    },
    now,
  );
}

function enteredArea(body: unknown): EnteredArea {
  const field = (name: string) => posted(body, inForm("area", name)).slice(0, 200).trim();
  return { area: field("area"), name: field("name"), division: field("division"), part: field("part") };
}

async function show(
  house: House,
  request: FastifyRequest,
  reply: FastifyReply,
  clerk: Lead,
  wrong?: { readonly form: Form; readonly errors: readonly FieldError[] },
): Promise<FastifyReply> {
  const { language } = request;
  const w = words(language);
  const { city, agency } = clerk;
  const people = (await peopleOf(house, city, agency)).map(({ id, name }) => ({ value: id, label: name }));
  const services = await servicesOf(house, clerk, language);
  const areas = await listAreas(house, city);
  const groups = await listGroups(house, city, agency);
  const rules = await listRules(house, city, [agency]);
  const nameOf = (id: string | null) =>
    people.find(({ value }) => value === id)?.label ?? staffWords(language).formerClerk;
  const join = (names: readonly string[]) => names.join(language === "zh" ? "、" : ", ");
  const mine = (clerks: readonly string[]) =>
    join(clerks.flatMap((id) => people.find(({ value }) => value === id)?.label ?? []));
  const groupName = (id: string | null) => groups.find((one) => one.id === id)?.name ?? "–";
  const main = createElement(RulesView, {
    language,
    hidden: hiddenOf(reply),
    said: asked(request.query, "done") === "" ? undefined : w.saved,
    errors: wrong?.errors ?? [],
    wrongForm: wrong?.form,
    rules: rules.map((rule) => ({
      id: rule.id,
      place: String(rule.place),
      service: services.find(({ value }) => value === rule.service)?.label ?? rule.service ?? w.all,
      area: areas.find(({ area }) => area === rule.area)?.name ?? rule.area ?? w.everywhere,
      target:
        rule.target === "group"
          ? `${say(targetNames.group, language)} ${groupName(rule.target_id)}`
          : rule.target === "clerk"
            ? nameOf(rule.target_id)
            : say(targetNames[rule.target], language),
    })),
    groups: groups.map(({ id, name, clerks }) => ({ id, name, members: mine(clerks) })),
    areas: areas.map(({ area, name, division, part, clerks }) => ({
      id: area,
      name,
      told: [division, part].filter((one) => one !== null).join(" "),
      members: mine(clerks),
    })),
    services,
    areaOptions: areas.map(({ area, name }) => ({ value: area, label: name })),
    targets: [
      { value: "agency", label: say(targetNames.agency, language) },
      { value: "area", label: say(targetNames.area, language) },
      ...groups.map(({ id, name }) => ({ value: `group:${id}`, label: `${say(targetNames.group, language)} ${name}` })),
      ...people.map(({ value, label }) => ({ value: `clerk:${value}`, label })),
    ],
    people,
    entered: wrong?.form === "area" ? enteredArea(request.body) : { area: "", name: "", division: "", part: "" },
    nextPlace: String(Math.min(1_000, (rules.at(-1)?.place ?? 0) + 10)),
  });
  const breadcrumb = [{ href: "/staff/load", label: w.title }];
  const content = { title: w.rules, main, breadcrumb, failed: wrong !== undefined };
  return sendStaff(house, request, reply, clerk, content, "load");
}
