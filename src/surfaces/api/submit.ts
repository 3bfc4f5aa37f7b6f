import { type Static, Type } from "typebox";
import { recordReading, writeAudit } from "../../domain/audit/index.ts";
import { type AssistConsent, consents } from "../../domain/caseload/index.ts";
import { filedOr, findCase, isAnsweredByRecords, type Receipt, submitFrom } from "../../domain/cases/index.ts";
import {
  type Answers,
  bodiesOf,
  type Offering,
  offeringOfBody,
  type ServiceVersion,
  whichAgency,
  withoutBody,
} from "../../domain/catalogue/index.ts";
import { validateAnswers } from "../../domain/forms/index.ts";
import { type Partner, residentKey } from "../../domain/identity/index.ts";
import { routed } from "../../domain/reports/index.ts";
import { cityAndResidentScope } from "../../foundation/database/index.ts";
import { answerBefore, type Idempotency } from "../../foundation/idempotency/index.ts";
import { type FieldError, Refusal } from "../../foundation/refusal.ts";
import { answeringNow } from "../answering.ts";
import { decidedIn, refuseNotOpen } from "../decided-in.ts";
import type { House } from "../house.ts";
import { cityOf } from "../page.tsx";
import { copyFiles } from "../resident/journey/draft-files.ts";
import { applicantShape, checkedApplicant } from "./applicant.ts";
import { demandCity, partnerOf, scopeMissing } from "./authorise.ts";
import { type Api, root } from "./endpoint.ts";
import { namedFiles } from "./files.ts";
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
} from "./shapes.ts";

const delivery = oneOf(["collect", "post"], "How the result is received; without it the first way the service offers");

/** A member of staff of the agency files for somebody who is there (帮办代办). */
const actingFor = exactly({
  clerk: Type.String({
    minLength: 1,
    maxLength: 80,
    description: "Who files it: name or number in the agency's system",
  }),
  consent: oneOf(consents, "How the person agreed that somebody acts for them: on paper, or by word"),
});

const submission = exactly({
  applicant: applicantShape,
  // What is in it depends on the service: the form says it, with every question named.
  answers: anyObject("By id of the question, as answers_schema of the service says"),
  delivery: Type.Optional(delivery),
  deliver_to: Type.Optional(
    exactly({
      division: cityCode,
      detail: Type.String({ minLength: 2, maxLength: 200, description: "Street, building and door" }),
    }),
  ),
  acting_for: Type.Optional(actingFor),
});

const receipt = Type.Object({
  number: caseNumber,
  city: cityCode,
  service: serviceCode,
  state,
  version: Type.Integer({ description: "What an act on the case has to name" }),
  submitted_at: instant,
  due_at: instant,
  due_provisional: Type.Boolean({ description: "The calendar of that year is not published yet; the day may move" }),
  certificate: nullableText("Number of the certificate, where the agency's records allowed it at once"),
  waiting_for: nullableText("Why the agency's records have not answered yet, where the case waits for them"),
});

/** A case filed by a channel for a resident, or by an agency for somebody its clerk helps. */
export function addSubmit(api: Api): void {
  const { house } = api;
  const { cases } = house;
  api.add(
    {
      method: "POST",
      path: "/cities/{city}/services/{code}/cases",
      id: "submitCase",
      group: "cases",
      owner: "cases",
      summary: { zh: "提交办件", en: "File a case" },
      more: {
        zh: "回答在写入数据库之后才发出。同一个 Idempotency-Key 和同样的内容只产生一件办件，并得到同样的回答。部门的程序替工作人员帮办的人提交：acting_for 写明谁代办、本人怎样同意，并会告诉本人。",
        en: "The answer is sent after the case is on disk. One Idempotency-Key with the same body makes one case and gets the same answer. An agency's program files for somebody its clerk helps: acting_for says who did and how the person agreed; it is told to them.",
      },
      needs: { channel: "cases.submit", agency: "cases.act" },
      params: serviceInCity,
      body: submission,
      answer: receipt,
      status: 201,
      headers: { Location: { zh: "办件的地址", en: "Address of the case" } },
      problems: [
        "city_not_granted",
        "city_not_open",
        "service_not_offered",
        "applicant_invalid",
        "answers_invalid",
        "not_eligible",
        "decided_elsewhere_not_open",
        "busy",
      ],
    },
    async ({ params, body, request, reply, idempotency }) => {
      const partner = partnerOf(request);
      const { city } = cityOf(house, params.city);
      demandCity(partner, city);
      const filing = { city, code: params.code, body, idempotency };
      const { receipt: made, service } = await fileNow(house, partner, filing).catch((refusal) =>
        filedBefore(house, filing, refusal),
      );
      reply.header("location", `${root}/cities/${made.city}/cases/${made.number}`);
      const { revision, ...rest } = made;
      if (!isAnsweredByRecords(service.definition)) {
        return { ...rest, state: made.state as "submitted", version: revision, certificate: null, waiting_for: null };
      }
      // Sent again with the same key it says how the case stands now.
      await answeringNow(house, made.city, made.number);
      const row = await findCase(cases, made.city, made.number);
      const { certificate, waiting_for } = row;
      return { ...rest, state: row.state, version: row.revision, certificate, waiting_for };
    },
  );
}

type Filing = {
  readonly city: string;
  readonly code: string;
  readonly body: Static<typeof submission>;
  readonly idempotency: Idempotency;
};
type Filed = { readonly receipt: Receipt; readonly service: ServiceVersion };

/** Files what a program sent, as the city offers the service now. */
async function fileNow(house: House, partner: Partner, { city, code, body, idempotency }: Filing): Promise<Filed> {
  const { cases, secrets } = house;
  const accepted = await house.offerings.one(city, code);
  const decided = await decidedIn(house, city, accepted.service, body.answers);
  const crossing = accepted.service.definition.cross_city?.decided_in ?? "";
  if (decided.kind === "not_open" && cases.isDivision(String(body.answers[crossing]))) {
    refuseNotOpen(crossing, decided.say);
  }
  const there = decided.kind === "there" ? decided : undefined;
  const { service, offering: offeredHere } = there?.offered ?? accepted;
  const offering = offeringOfBody(offeredHere, body.answers);
  const deciding = there?.city.city ?? city;
  const acting = checkedActing(partner, offering.agency, body.acting_for);
  const today = house.regions.calendarOf(city).dayOf(house.clock());
  const { applicant, errors } = checkedApplicant(body.applicant, today);
  const way = body.delivery ?? service.definition.deliver[0] ?? null;
  const named = await namedFiles(house, partner, { city, key: idempotency.key }, body.answers);
  const wrong = [
    ...whichErrors(offeredHere, body.answers),
    ...named.errors,
    ...placeErrors(house, way, body.deliver_to),
  ];
  if (errors.length + wrong.length > 0) {
    const { isDivision } = cases;
    const answers = validateAnswers(service, named.answers, { today, city, isDivision, complete: true });
    const other = answers.errors.filter(({ field }) => !wrong.some((one) => one.field === field));
    const all = [...errors, ...other, ...wrong].slice(0, 50);
    throw errors.length > 0 ? applicantInvalid(all) : answersInvalid(all);
  }
  const { agency, promise } = await routed(house.database, { city: deciding, service, offering }, body.answers);
  const { draft } = named;
  // Files are kept by the city that decides, under its own keys.
  const answers =
    draft === undefined || deciding === city
      ? named.answers
      : await copyFiles(house, { from: city, to: deciding, draft }, named.answers);
  const resident = residentKey(secrets, { idType: applicant.id_type, idNumber: applicant.id_number });
  // A repeat is not filed again and leaves no second line.
  const isRepeat = acting !== undefined && (await answerBefore(house.database, city, idempotency)) !== undefined;
  if (acting && !isRepeat) await noteActing(house, partner, { city, resident, code, ...acting });
  const receipt = await submitFrom(cases, city, {
    city: deciding,
    service: house.catalogue.serviceOf(code, service.version),
    agency,
    resident,
    applicant: { ...applicant, ...(way === "post" && body.deliver_to ? { deliver_to: body.deliver_to } : {}) },
    answers: withoutBody(answers),
    ...(draft === undefined ? {} : { draft }),
    delivery: way,
    by: { kind: acting ? "agency" : "partner", id: partner.client },
    channel: acting ? "counter" : partner.client,
    ...(promise === undefined ? {} : { promise }),
    fee: offering.fee,
    idempotency,
  });
  return { receipt, service };
}

/** What the same request filed before the city withdrew or changed the service. @throws the refusal where it filed nothing */
async function filedBefore(house: House, { city, idempotency }: Filing, refusal: unknown): Promise<Filed> {
  const receipt = await filedOr(house.cases, city, idempotency, refusal);
  const row = await findCase(house.cases, receipt.city, receipt.number);
  return { receipt, service: house.catalogue.serviceOf(row.service, row.service_version) };
}

/** Where a city has several bodies of the agency's kind, a case is for one of them. */
function whichErrors(offering: Offering, answers: Answers): FieldError[] {
  const given = answers[whichAgency];
  const bodies = bodiesOf(offering);
  if (bodies.length === 1 || bodies.some(({ agency }) => agency === given)) return [];
  const message = {
    zh: `请选择：${bodies.map(({ agency, agencyName }) => `${agency}（${agencyName.zh}）`).join("、")}。`,
    en: `Choose one of: ${bodies.map(({ agency, agencyName }) => `${agency} (${agencyName.en})`).join(", ")}.`,
  };
  return [{ field: whichAgency, code: "unknown_option", message }];
}

type Acting = { readonly clerk: string; readonly consent: AssistConsent };

/** A channel files for its own user, an agency for somebody its clerk helps, of its own services. */
function checkedActing(partner: Partner, agency: string, acting: Acting | undefined): Acting | undefined {
  const isAgency = partner.kind === "agency";
  // Filing in somebody's name is the channels'; an agency files for whom its clerk helps, and says so.
  if (isAgency && acting === undefined) throw scopeMissing();
  if (isAgency && partner.agency !== undefined && partner.agency !== agency) {
    throw new Refusal({
      code: "service_not_offered",
      status: 404,
      say: { zh: "本部门没有这项服务。", en: "Your agency does not offer this service." },
    });
  }
  if (isAgency || acting === undefined) return acting;
  const message = {
    zh: "渠道替本人提交，不能代办。",
    en: "A channel files for its own user and cannot act for others.",
  };
  throw new Refusal({
    code: "applicant_invalid",
    status: 422,
    say: message,
    fields: [{ field: "acting_for", code: "not_allowed", message }],
  });
}

/** Before the case is filed: a line in the city's record, and one that the person finds. */
async function noteActing(
  house: House,
  partner: Partner,
  of: Acting & { readonly city: string; readonly resident: string; readonly code: string },
): Promise<void> {
  const { city, resident, code, clerk, consent } = of;
  const { offering } = await house.offerings.one(city, code);
  const now = house.clock();
  await house.database.transaction(cityAndResidentScope([city], [resident]), async (tx) => {
    const by = { city, actorKind: "agency", actor: partner.client } as const;
    await writeAudit(tx, { ...by, act: "case.assist", subject: code, detail: { consent, clerk }, resident }, now);
    const reader = { reader: partner.client, readerName: clerk, readerAgency: offering.agencyName.zh };
    await recordReading(tx, { city, resident, ...reader, purpose: "assist", subject: code }, now);
  });
}

/** What is posted needs a place that exists. */
function placeErrors(
  house: House,
  way: string | null,
  to: { readonly division: string; readonly detail: string } | undefined,
): readonly FieldError[] {
  if (way !== "post") return [];
  if (to === undefined) {
    const message = { zh: "邮寄需要填写地址。", en: "Give the address to post to." };
    return [{ field: "deliver_to", code: "required", message }];
  }
  if (house.regions.divisions.get(to.division)?.endedOn === null) return [];
  const message = { zh: "没有这个行政区划代码。", en: "No division has this code." };
  return [{ field: "deliver_to.division", code: "division", message }];
}
