import { Type } from "typebox";
import { recordReading } from "../../domain/audit/index.ts";
import {
  type CaseLine,
  type CasePage,
  type CaseRow,
  caseNotFound,
  findCase,
  listCases,
  listCasesOf,
  viewCase,
} from "../../domain/cases/index.ts";
import { bodiesOf } from "../../domain/catalogue/index.ts";
import { idTypes, isIdNumber, type Partner, residentKey } from "../../domain/identity/index.ts";
import { cityAndResidentScope } from "../../foundation/database/index.ts";
import { parsePublicNumber } from "../../foundation/ids/index.ts";
import type { House } from "../house.ts";
import { cityOf } from "../page.tsx";
import { demandCity, partnerOf, reaches } from "./authorise.ts";
import { caseJson, caseShape } from "./case-json.ts";
import type { Api } from "./endpoint.ts";
import {
  asking,
  caseInCity,
  caseNumber,
  inCity,
  instant,
  listOf,
  nullableInstant,
  nullableText,
  oneOf,
  paging,
  serviceCode,
  state,
} from "./shapes.ts";

const line = Type.Object({
  number: caseNumber,
  service: serviceCode,
  state,
  version: Type.Integer(),
  agency: Type.String(),
  applicant: Type.String({ description: "Masked: 李*" }),
  assignee: nullableText("Id of the clerk who has it"),
  area: nullableText("The part of the city, as the routing of new cases found it"),
  submitted_at: instant,
  due_at: nullableInstant,
  due_kind: nullableText("Which clock is due"),
  due_provisional: Type.Boolean(),
  closed_at: nullableInstant,
});

/** Cases as an agency's program sees them, and as a channel sees those it filed. */
export function addCases(api: Api): void {
  const { house } = api;

  api.add(
    {
      method: "GET",
      path: "/cities/{city}/cases",
      id: "listCases",
      group: "cases",
      owner: "cases",
      summary: { zh: "办件列表", en: "List cases" },
      more: {
        zh: "没有 state 时列出未办结的，先到期的在前；办结的状态按办结时间倒序；applicant 按提交时间倒序。筛选后的一页可能少于 limit，以 next 为准。",
        en: "Without state the open ones, what is due first; closed states newest first; with applicant by submission, newest first. A narrowed page can hold fewer than limit: go by next.",
      },
      needs: { agency: "cases.read" },
      params: inCity,
      query: paging({
        state: Type.Optional(state),
        service: Type.Optional(serviceCode),
        assignee: Type.Optional(Type.String({ format: "uuid", description: "Id of a clerk" })),
        area: Type.Optional(
          Type.String({ pattern: "^[a-z0-9][a-z0-9-]{0,39}$", description: "A part of the city; open cases" }),
        ),
        applicant: Type.Optional(
          Type.String({ minLength: 1, maxLength: 64, description: "The whole id number; never a part of it" }),
        ),
        id_type: Type.Optional(oneOf(idTypes, "Of applicant; resident_id unless said")),
      }),
      answer: listOf(line),
      status: 200,
      problems: ["city_not_granted", "city_not_open", "invalid_fields"],
    },
    async ({ params, query, request }) => {
      const partner = partnerOf(request);
      const { city } = cityOf(house, params.city);
      demandCity(partner, city);
      const { items, next } = await listed(house, city, await agenciesOf(house, city, partner), query);
      return { items: items.map(lineJson), next };
    },
  );

  api.add(
    {
      method: "GET",
      path: "/cities/{city}/cases/{number}",
      id: "readCase",
      group: "cases",
      owner: "cases",
      summary: { zh: "一件办件", en: "Read a case" },
      more: {
        zh: "部门的程序看到本部门的办件，每次读取都有记录，本人可以查看；渠道看到自己代交的办件，证件号码遮盖显示。",
        en: "An agency's program sees cases of its agency, and every reading leaves a line the person can see; a channel sees what it filed, with the id number masked.",
      },
      needs: { agency: "cases.read", channel: "cases.read" },
      params: caseInCity,
      query: asking({}),
      answer: caseShape,
      status: 200,
      problems: ["case_not_found", "city_not_open", "invalid_fields"],
    },
    async ({ params, request }) => {
      const partner = partnerOf(request);
      const row = await caseFor(house, partner, params);
      if (partner.kind === "agency") await recordPartnerReading(house, partner, row);
      return caseJson(house, partner, await viewCase(house.cases, row.city, row.number));
    },
  );
}

/**
 * The case of an address, if this program may know of it: an agency's, those of its agency; a channel's, those it filed.
 * @throws Refusal 404, the same for every reason.
 */
export async function caseFor(
  house: House,
  partner: Partner,
  at: { readonly city: string; readonly number: string },
): Promise<CaseRow> {
  const { city } = cityOf(house, at.city);
  const number = parsePublicNumber(at.number);
  if (number?.letter !== "C" || number.city !== city) throw caseNotFound();
  const row = await findCase(house.cases, city, number.number);
  // A channel follows what it filed in one of its cities, also where another city decides.
  const own = partner.kind === "agency" ? null : row.accepted_in;
  if (!reaches(partner, city) && !(own !== null && reaches(partner, own))) throw caseNotFound();
  const theirs =
    partner.kind === "agency"
      ? partner.agency === undefined || row.agency === partner.agency
      : row.filed_by === partner.client && row.channel === partner.client;
  if (!theirs) throw caseNotFound();
  return row;
}

/** Before the data leaves the house: one line in the city's record, and one the person can see. */
export async function recordPartnerReading(house: House, partner: Partner, row: CaseRow): Promise<void> {
  // Nobody is left to tell: the data was erased when its time was over.
  if (row.applicant === "erased") return;
  const kind = house.catalogue.kindOf(row.agency);
  const offered = (await house.offerings.of(row.city))
    .flatMap(({ offering }) => bodiesOf(offering))
    .find(({ agency }) => agency === row.agency);
  await house.database.transaction(cityAndResidentScope([row.city], [row.applicant]), (tx) =>
    recordReading(
      tx,
      {
        city: row.city,
        resident: row.applicant,
        reader: partner.client,
        readerName: partner.client,
        readerAgency: offered?.agencyName.zh ?? kind?.name.zh ?? row.agency,
        purpose: "decide",
        subject: row.number,
      },
      house.clock(),
    ),
  );
}

/** Agencies of a city whose cases the program may see: its own, or all of them. */
async function agenciesOf(house: House, city: string, partner: Partner): Promise<readonly string[]> {
  if (partner.agency !== undefined) return [partner.agency];
  const offered = (await house.offerings.of(city)).map(({ offering }) => offering.agency);
  return [...new Set([...house.catalogue.agencyKinds.keys(), ...offered])];
}

type Query = {
  readonly state?: CaseLine["state"];
  readonly service?: string;
  readonly assignee?: string;
  readonly area?: string;
  readonly applicant?: string;
  readonly id_type?: Parameters<typeof isIdNumber>[0];
  readonly after?: string;
  readonly limit: number;
};

async function listed(house: House, city: string, agencies: readonly string[], query: Query): Promise<CasePage> {
  const { state, service, assignee, area, applicant, after, limit } = query;
  // A clerk's list and a person's list are of all agencies: what the program may not see is taken out here.
  const fits = (each: CaseLine) =>
    agencies.includes(each.agency) &&
    (state === undefined || each.state === state) &&
    (service === undefined || each.service === service) &&
    (assignee === undefined || each.assignee === assignee) &&
    (area === undefined || each.area === area);
  if (applicant === undefined) {
    const found = await listCases(house.cases, {
      city,
      agencies,
      limit,
      ...(state === undefined ? {} : { state }),
      ...(service === undefined ? {} : { service }),
      ...(assignee === undefined ? {} : { assignee }),
      ...(area === undefined ? {} : { area }),
      ...(after === undefined ? {} : { after }),
    });
    return { items: found.items.filter(fits), next: found.next };
  }
  const type = query.id_type ?? "resident_id";
  const today = house.regions.calendarOf(city).dayOf(house.clock());
  const document = { idType: type, idNumber: applicant };
  if (!isIdNumber(type, applicant.toUpperCase(), today)) return { items: [], next: null };
  const found = await listCasesOf(house.cases, city, residentKey(house.secrets, document), after);
  // That list comes in pages of its own size; a smaller limit is cut from it and goes on where it was cut.
  const page = found.items.slice(0, limit);
  const last = page.at(-1);
  const isCut = page.length < found.items.length && last !== undefined;
  return {
    items: page.filter(fits),
    next: isCut ? `${last.submitted_at.toISOString()}~${last.number}` : found.next,
  };
}

function lineJson({ revision, submitted_at, due_at, closed_at, ...rest }: CaseLine) {
  return {
    ...rest,
    version: revision,
    submitted_at: submitted_at.toISOString(),
    due_at: due_at?.toISOString() ?? null,
    closed_at: closed_at?.toISOString() ?? null,
  };
}
