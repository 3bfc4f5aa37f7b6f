import { Type } from "typebox";
import { changeDead, type Errand, errandsPage, findErrand } from "../../domain/agencies/index.ts";
import type { Partner } from "../../domain/identity/index.ts";
import { answeredOnce } from "../../foundation/idempotency/index.ts";
import { isId } from "../../foundation/ids/index.ts";
import { Refusal } from "../../foundation/refusal.ts";
import type { House } from "../house.ts";
import { cityOf } from "../page.tsx";
import { demandCity, partnerOf, reaches } from "./authorise.ts";
import type { Api } from "./endpoint.ts";
import {
  caseNumber,
  cityCode,
  exactly,
  inCity,
  instant,
  listOf,
  nullableInstant,
  nullableText,
  oneOf,
  paging,
  serviceCode,
} from "./shapes.ts";

const errandStates = ["waiting", "dead"] as const;

const line = Type.Object({
  id: Type.String({ format: "uuid" }),
  purpose: oneOf(["answer", "submit", "follow", "withdraw"]),
  number: caseNumber,
  service: serviceCode,
  agency: Type.String(),
  state: oneOf(errandStates, "dead: given up after 48 hours or 30 attempts, waits for a person"),
  attempts: Type.Integer(),
  since: instant,
  due_at: instant,
  last_at: nullableInstant,
  last_reason: nullableText("Why the agency did not answer"),
});

/** What could not be told to an agency's system, for the agency's own programs. */
export function addErrands(api: Api): void {
  const { house } = api;
  api.add(
    {
      method: "GET",
      path: "/cities/{city}/errands",
      id: "listErrands",
      group: "cases",
      owner: "agencies",
      summary: { zh: "待告知部门系统的事项", en: "List errands to the agency's system" },
      needs: { agency: "cases.read" },
      params: inCity,
      query: paging({ state: Type.Optional(oneOf(errandStates, "dead unless said")) }),
      answer: listOf(line),
      status: 200,
      problems: ["city_not_granted", "city_not_open", "cursor", "invalid_fields"],
    },
    async ({ params, query, request }) => {
      const partner = partnerOf(request);
      const { city } = cityOf(house, params.city);
      demandCity(partner, city);
      const { after, limit, state = "dead" } = query;
      if (after !== undefined && !isId(after)) throw wrongCursor();
      const of = { city, agencies: agenciesOf(house, partner), state, limit };
      const { items, next } = await errandsPage(house.database, { ...of, ...(after === undefined ? {} : { after }) });
      return { items: items.map(asJson), next };
    },
  );

  api.add(
    {
      method: "POST",
      path: "/cities/{city}/errands/{id}/replays",
      id: "replayErrand",
      group: "cases",
      owner: "agencies",
      summary: { zh: "重新告知", en: "Replay an errand" },
      more: {
        zh: "只对已放弃（dead）的事项有作用；已在等待的不变。",
        en: "Does something to a dead errand only; one that waits already stays as it is.",
      },
      needs: { agency: "cases.act" },
      params: exactly({ city: cityCode, id: Type.String({ minLength: 1, maxLength: 64 }) }),
      answer: line,
      status: 200,
      problems: ["errand_not_found", "city_not_open"],
    },
    async ({ params, request, idempotency }) => {
      const partner = partnerOf(request);
      const { city } = cityOf(house, params.city);
      const { id } = params;
      const errand = isId(id) && reaches(partner, city) ? await findErrand(house.database, city, id) : undefined;
      if (!errand || !agenciesOf(house, partner).includes(errand.agency)) throw errandNotFound();
      const by = { kind: "agency", id: partner.client } as const;
      const now = house.clock();
      return answeredOnce(house.database, city, idempotency, now, async () => {
        await changeDead(house.database, "replay", { city, ids: [id], by, now });
        return asJson((await findErrand(house.database, city, id)) ?? errand);
      });
    },
  );
}

/** Agencies whose errands the program may see: its own, or all. */
function agenciesOf(house: House, partner: Partner): readonly string[] {
  return partner.agency === undefined ? [...house.catalogue.agencyKinds.keys()] : [partner.agency];
}

function asJson(errand: Errand) {
  const { id, purpose, service, agency, state, attempts, lastReason = null } = errand;
  return {
    ...{ id, purpose, service, agency, state, attempts, number: errand.subject, last_reason: lastReason },
    since: errand.since.toISOString(),
    due_at: errand.dueAt.toISOString(),
    last_at: errand.lastAt?.toISOString() ?? null,
  };
}

function errandNotFound(): Refusal {
  return new Refusal({
    code: "errand_not_found",
    status: 404,
    say: { zh: "没有这个事项，或它已经办完。", en: "There is no such errand, or it is done." },
  });
}

function wrongCursor(): Refusal {
  return new Refusal({
    code: "cursor",
    status: 400,
    say: { zh: "翻页标记不正确。", en: "The cursor is not one this list gave out." },
  });
}
