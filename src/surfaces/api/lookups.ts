import { Type } from "typebox";
import type { UnavailableReason } from "../../domain/agencies/index.ts";
import { filedOr, findCase, type Receipt, submitCase, waitFor } from "../../domain/cases/index.ts";
import { offeringOfBody, type ServiceVersion, settle, withoutBody } from "../../domain/catalogue/index.ts";
import { validateAnswers } from "../../domain/forms/index.ts";
import { residentKey } from "../../domain/identity/index.ts";
import type { Text } from "../../foundation/i18n/index.ts";
import { bodyHash } from "../../foundation/idempotency/index.ts";
import { type FieldError, Refusal } from "../../foundation/refusal.ts";
import type { House } from "../house.ts";
import { answersOnPage, lookUpNow } from "../look-up.ts";
import type { Offered } from "../offerings.ts";
import { cityOf } from "../page.tsx";
import { sayUnavailable } from "../unavailable.ts";
import { applicantShape, type CheckedApplicant, checkedApplicant } from "./applicant.ts";
import { demandCity, partnerOf } from "./authorise.ts";
import { type Api, PreparedJson, root } from "./endpoint.ts";
import { answersInvalid, applicantInvalid } from "./refusals.ts";
import {
  anyObject,
  caseNumber,
  cityCode,
  exactly,
  instant,
  nullableText,
  oneOf,
  serviceCode,
  serviceInCity,
  state,
  text,
} from "./shapes.ts";

const asked = exactly({
  applicant: Type.Optional(applicantShape),
  answers: anyObject("By id of the question, as answers_schema of the service says"),
  standing: Type.Optional(
    Type.Boolean({ description: "Where the agency cannot be asked now, leave the request standing as a case (202)" }),
  ),
});

const answered = Type.Object({
  outcome: oneOf(["found", "none", "refused"], "none: the agency knows of nothing; refused: it says no"),
  answer: Type.Unsafe<Readonly<Record<string, unknown>> | null>({
    type: ["object", "null"],
    additionalProperties: true,
    description: "By field of look_up.answer; money in fen, days YYYY-MM-DD, months YYYY-MM, tables as rows",
  }),
  say: Type.Optional(text),
  at: instant,
  agency: Type.Object({ code: Type.String({ description: "Kind of agency" }), name: text }),
});

const standing = Type.Object({
  number: caseNumber,
  city: cityCode,
  service: serviceCode,
  state,
  version: Type.Integer({ description: "What an act on the case has to name" }),
  waiting_for: nullableText("Why the agency cannot be asked now"),
});

/** Seconds after which asking again may be worth it. */
const retryAfter: Partial<Readonly<Record<UnavailableReason, number>>> = { busy: 5, timeout: 15, not_connected: 3_600 };
const retryUsually = 30;

/** What an agency's records say, asked by a channel for somebody. */
export function addLookups(api: Api): void {
  const { house } = api;
  api.add(
    {
      method: "POST",
      path: "/cities/{city}/services/{code}/lookups",
      id: "lookUp",
      group: "services",
      owner: "agencies",
      summary: { zh: "查询", en: "Look something up" },
      more: {
        zh: "用于 kind 为 query 和 pay 的服务，一步得到结果，最多等 5 秒。关于个人的查询必须有 applicant，查询会留下本人能看到的记录。机关的系统没有回应时回答 503；standing 为 true 时回答 202 和办件编号，结果出来后写在办件里。",
        en: "For services of kind query and pay: the answer in one step, after at most 5 seconds. What is about a person needs an applicant, and leaves a line that person can see. Where the agency does not answer this is 503; with standing true it is 202 with the number of a case that holds the answer later.",
      },
      again: {
        zh: "重复查询只是再问一次部门，什么都不改变，答案不留存；standing 留下的办件，同一个编号和同样的内容只有一件。",
        en: "A look-up sent again asks the agency again and changes nothing, and its answer is not kept; of a case left standing there is one for the same key and body.",
      },
      needs: { channel: "lookups.ask" },
      params: serviceInCity,
      body: asked,
      answer: answered,
      status: 200,
      also: { status: 202, answer: standing, say: { zh: "已作为办件留下", en: "Left standing as a case" } },
      problems: [
        "city_not_granted",
        "city_not_open",
        "service_not_offered",
        "no_look_up",
        "applicant_invalid",
        "answers_invalid",
        "not_eligible",
        "agency_unavailable",
        "busy",
      ],
    },
    async ({ params, body, request, reply, idempotency }) => {
      const partner = partnerOf(request);
      const { city } = cityOf(house, params.city);
      demandCity(partner, city);
      const stands = async ({ number }: Pick<Receipt, "number">, reason: UnavailableReason | null) => {
        const row = await findCase(house.cases, city, number);
        reply.code(202).header("location", `${root}/cities/${city}/cases/${row.number}`);
        return new PreparedJson({
          number: row.number,
          city,
          service: row.service,
          state: row.state,
          version: row.revision,
          waiting_for: row.waiting_for ?? reason,
        });
      };
      const prepared = await prepare(house, city, params.code, body).catch((refusal) => {
        if (body.standing !== true) throw refusal;
        // What is not offered any more was left standing when it was.
        return filedOr(house.cases, city, idempotency, refusal);
      });
      if ("number" in prepared) return stands(prepared, null);
      const { offered, answers, applicant } = prepared;
      const { service } = offered;
      const offering = offeringOfBody(offered.offering, answers);
      const resident =
        applicant && residentKey(house.secrets, { idType: applicant.id_type, idNumber: applicant.id_number });
      const looked = await lookUpNow(house, {
        city,
        service,
        agency: offering.agency,
        agencyName: offering.agencyName,
        connector: offering.connector,
        answers,
        person: applicant && { idType: applicant.id_type, idNumber: applicant.id_number, name: applicant.name },
        by: { resident, actorKind: "partner", actor: partner.client, through: partner.client },
        key: bodyHash([partner.client, idempotency.key, city, params.code]),
      });
      if (looked.kind === "seen") {
        const agency = { code: offering.agency, name: offering.agencyName };
        const { answered: said, lookUp } = looked;
        const at = said.at.toISOString();
        if (said.kind === "found") return { outcome: said.kind, answer: said.values, at, agency };
        const say = said.kind === "none" ? lookUp.none : { zh: said.say, en: said.say };
        return { outcome: said.kind, answer: null, say, at, agency };
      }
      if (body.standing !== true || applicant === undefined || resident === undefined) {
        throw unavailable(offered, looked.reason);
      }
      const made = await submitCase(house.cases, {
        city,
        service: house.catalogue.serviceOf(params.code, service.version),
        agency: offering.agency,
        resident,
        applicant,
        answers: withoutBody(body.answers),
        delivery: null,
        by: { kind: "partner", id: partner.client },
        channel: partner.client,
        promise: offering.promise,
        fee: offering.fee,
        idempotency,
      });
      // The reason is known now; the errand asks again and would say it only then.
      await waitFor(house.cases, { city, number: made.number, reason: looked.reason });
      return stands(made, looked.reason);
    },
  );
}

type Body = {
  readonly applicant?: Parameters<typeof checkedApplicant>[0];
  readonly answers: Readonly<Record<string, unknown>>;
  readonly standing?: boolean;
};

/** The service as the city offers it now, and what is asked of it. */
async function prepare(house: House, city: string, code: string, body: Body) {
  const offered = await house.offerings.one(city, code);
  if (!answersOnPage(offered.service.definition)) throw noLookUp();
  return { offered, ...checkedAsked(house, city, offered.service, body) };
}

/** What is asked and about whom, in the one form it is sent on. Throws with every field that is wrong. */
function checkedAsked(
  house: House,
  city: string,
  service: ServiceVersion,
  body: Body,
): { answers: Readonly<Record<string, unknown>>; applicant: CheckedApplicant | undefined } {
  const today = house.regions.calendarOf(city).dayOf(house.clock());
  const { isDivision } = house.cases;
  const checked = body.applicant && checkedApplicant(body.applicant, today);
  const wrong: FieldError[] = [...(checked?.errors ?? [])];
  const needed = service.definition.sign_in !== "optional" || body.standing === true;
  if (needed && checked === undefined) {
    const message = { zh: "这项查询关于个人，请写明申请人。", en: "This is about a person: say who the applicant is." };
    wrong.push({ field: "applicant", code: "required", message });
  }
  const { answers, errors, refusals } = validateAnswers(service, body.answers, {
    ...{ today, city, isDivision, complete: true },
  });
  if (wrong.length > 0) throw applicantInvalid([...wrong, ...errors].slice(0, 50));
  if (errors.length > 0) throw answersInvalid(errors);
  const [ground] = refusals;
  if (ground) throw new Refusal({ code: "not_eligible", status: 422, say: ground });
  const { asked: shown } = settle(service, answers, { today, city });
  const kept = Object.fromEntries(Object.entries(answers).filter(([id]) => shown.has(id)));
  return { answers: kept, applicant: checked?.applicant };
}

function unavailable({ offering }: Offered, reason: UnavailableReason): Refusal {
  const say: Text = {
    zh: sayUnavailable(reason, offering.agencyName.zh, "zh"),
    en: sayUnavailable(reason, offering.agencyName.en, "en"),
  };
  return new Refusal({
    code: "agency_unavailable",
    status: 503,
    say,
    fields: [{ field: "agency", code: reason, message: say }],
    retryAfterSeconds: retryAfter[reason] ?? retryUsually,
  });
}

function noLookUp(): Refusal {
  return new Refusal({
    code: "no_look_up",
    status: 404,
    say: {
      zh: "这项服务不是查询，请用提交办件的接口。",
      en: "This service is no look-up: file a case instead.",
    },
  });
}
