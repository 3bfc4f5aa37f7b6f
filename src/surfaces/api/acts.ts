import { Type } from "typebox";
import {
  type ActAnswer,
  type Actor,
  CaseChanged,
  type CaseRow,
  callResults,
  disclosureOutcomes,
  hotline,
  perform,
} from "../../domain/cases/index.ts";
import type { Partner } from "../../domain/identity/index.ts";
import { reopenUnsatisfied } from "../../domain/reports/index.ts";
import { formatInstant } from "../../foundation/i18n/index.ts";
import { answeredOr } from "../../foundation/idempotency/index.ts";
import { Refusal } from "../../foundation/refusal.ts";
import { cityOf } from "../page.tsx";
import { checkReportAct } from "../staff/reports/check.ts";
import { partnerOf } from "./authorise.ts";
import { mayAct, programActs } from "./case-json.ts";
import { caseFor } from "./cases.ts";
import type { Api } from "./endpoint.ts";
import { withFilesOfCase } from "./files.ts";
import { anyObject, caseInCity, caseNumber, cityCode, oneOf, state } from "./shapes.ts";

const words = (description: string) => Type.Optional(Type.String({ maxLength: 8_000, description }));

const act = Type.Object(
  {
    type: oneOf(programActs, "What is done; `acts` of the case says what is possible"),
    version: Type.Integer({ minimum: 1, description: "The version that was read; an older one is refused" }),
    reason: words(
      "refuse, decline, suspend, transfer; withdraw if there is one; record: why another amount than is due",
    ),
    items: Type.Optional(
      Type.Array(Type.String({ maxLength: 2_000 }), {
        maxItems: 100,
        description: "ask_correction: all that is missing",
      }),
    ),
    where: words("decline, transfer: where to apply instead"),
    note: words("note; approve of a complaint or a disclosure: the answer"),
    outcome: Type.Optional(
      oneOf(
        [...disclosureOutcomes.approve, ...disclosureOutcomes.refuse],
        "approve, refuse of a disclosure: the kind of answer",
      ),
    ),
    agency: Type.Optional(Type.String({ maxLength: 40, description: "dispatch: code of the agency" })),
    days: Type.Optional(Type.Integer({ minimum: 1, maximum: 60, description: "dispatch: working days to answer in" })),
    report: Type.Optional(Type.String({ maxLength: 60, description: "join: number of the report it follows" })),
    result: Type.Optional(oneOf(callResults, "call_back: what the reporter said")),
    tracking: words("deliver by post: number of the parcel"),
    what: Type.Optional(oneOf(["fee_paid", "visited"], "record: what happened at the counter")),
    amount_fen: Type.Optional(Type.Integer({ minimum: 0, description: "record of a fee: fen received" })),
    receipt_number: Type.Optional(
      Type.String({ maxLength: 60, description: "record of a fee: number of its receipt" }),
    ),
    answers: Type.Optional(anyObject("correct: all answers anew")),
  },
  { additionalProperties: false },
);

const done = Type.Object({ number: caseNumber, city: cityCode, state, version: Type.Integer() });

/** What agencies' programs do as clerks, and channels for those they filed for. */
export function addActs(api: Api): void {
  const { house } = api;
  api.add(
    {
      method: "POST",
      path: "/cities/{city}/cases/{number}/acts",
      id: "actOnCase",
      group: "cases",
      owner: "cases",
      summary: { zh: "办理一步", en: "Act on a case" },
      more: {
        zh: "部门的程序办理本部门的办件；渠道可以为自己代交的办件补正（correct）和撤回（withdraw）。",
        en: "An agency's program acts on cases of its agency; a channel corrects and withdraws what it filed.",
      },
      needs: { agency: "cases.act", channel: "cases.submit" },
      params: caseInCity,
      body: act,
      answer: done,
      status: 200,
      problems: [
        "act_not_allowed",
        "case_not_found",
        "city_not_open",
        "case_changed",
        "act_not_possible",
        "act_input",
        "fee_not_recorded",
        "visit_not_recorded",
        "already_recorded",
        "nothing_to_record",
        "answers_invalid",
        "correction_asked_before",
        "correction_too_late",
        "busy",
      ],
    },
    async ({ params, body, request, idempotency }) => {
      const partner = partnerOf(request);
      const { type, version: revision, ...input } = body;
      const once = async (): Promise<ActAnswer> => {
        const row = await caseFor(house, partner, params);
        if (!mayAct(partner.kind, type)) throw notAllowed();
        if (ofHotline.has(type) && row.regime === "complaint" && !isHotline(partner)) throw notAllowed();
        await checkReportAct(house, row, type, input);
        if (type === "correct") input.answers = await withFilesOfCase(house, row, input.answers ?? {});
        const by = actorOf(partner, row, type);
        return perform(house.cases, { city: row.city, number: row.number, type, revision, by, input, idempotency });
      };
      // A case that was passed on is no longer seen here: the same request still gets its answer.
      const { city } = cityOf(house, params.city);
      const told = (refusal: unknown) => answeredOr<ActAnswer>(house.database, city, idempotency, refusal);
      try {
        const { revision: version, ...rest } = await once().catch(told);
        if (type === "call_back") await reopenUnsatisfied(house.cases, rest.city, rest.number);
        return { ...rest, state: rest.state as CaseRow["state"], version };
      } catch (error) {
        throw error instanceof CaseChanged ? changed(error) : error;
      }
    },
  );
}

/** What 12345 does to a report whichever agency has it. */
const ofHotline: ReadonlySet<string> = new Set(["dispatch", "extend", "refuse_extension", "join", "part", "call_back"]);

const isHotline = ({ kind, agency }: Partner) => kind === "agency" && (agency === undefined || agency === hotline);

function actorOf(partner: Partner, row: CaseRow, type: string): Actor {
  const id = partner.client;
  if (partner.kind !== "agency") return { kind: "partner", id };
  if (row.regime === "complaint" && ofHotline.has(type)) return { kind: "agency", id, lead: true, desk: hotline };
  return { kind: "agency", id, asClerk: true };
}

function notAllowed(): Refusal {
  return new Refusal({
    code: "act_not_allowed",
    status: 403,
    say: {
      zh: "这类程序不能做这一步：渠道可以补正和撤回，部门可以受理和办理。",
      en: "Programs of this kind do not do this: channels correct and withdraw, agencies receive and decide.",
    },
  });
}

/** The same refusal with what happened meanwhile, so that a program can tell the person in front of it. */
function changed(error: CaseChanged): Refusal {
  const { act, actorKind, at } = error;
  return new Refusal({
    code: "case_changed",
    status: 409,
    say: error.say,
    fields: [
      {
        field: "version",
        code: "stale",
        message: {
          zh: `${formatInstant(at, "zh")}已经有过一步：${act}（${actorKind}）。`,
          en: `There was another act at ${formatInstant(at, "en")}: ${act} (${actorKind}).`,
        },
      },
    ],
  });
}
