import { createHash } from "node:crypto";
import { Type } from "typebox";
import {
  AgencyFailure,
  type AgencyStage,
  agencyCaseBy,
  beginPush,
  endPush,
  type PushKey,
  pushBefore,
} from "../../domain/agencies/index.ts";
import { Refusal } from "../../foundation/refusal.ts";
import { applyStage } from "../agency-cases.ts";
import type { House } from "../house.ts";
import { cityOf } from "../page.tsx";
import type { Api } from "./endpoint.ts";
import { anyObject, caseNumber, cityCode, exactly, oneOf } from "./shapes.ts";
import { signedOf } from "./signed.ts";

export const agencyKind = Type.String({ pattern: "^[a-z0-9-]{1,60}$", description: "Kind of agency" });
const outcomes = ["applied", "late", "not_possible"] as const;

/** Where agencies that keep cases of their own tell how they stand. */
export function addStages(api: Api): void {
  const { house } = api;
  api.add(
    {
      method: "POST",
      path: "/cities/{city}/agencies/{agency}/stages",
      id: "tellStage",
      group: "cases",
      owner: "agencies",
      summary: { zh: "部门告知办件进展", en: "Tell how a case stands" },
      more: {
        zh: "部门系统以自己的密钥签名，不用令牌。同一条消息（同一 nonce）重发，回答与第一次相同；次序更早的不改变办件，outcome 为 late。",
        en: "Signed with the agency's own key; no token. The same message again (the same nonce) gets the first answer; one of an earlier sequence changes nothing and is answered late.",
      },
      signed: (request) => {
        const { city, agency } = request.params as { city: string; agency: string };
        return pushKeyOf(house, city, agency);
      },
      params: exactly({ city: cityCode, agency: agencyKind }),
      body: anyObject(
        "{ reference, stage: received | correction_asked | accepted | approved | refused, sequence, at (ISO 8601), say?, values? }, or as the connector's configuration maps it",
      ),
      answer: Type.Object({
        reference: Type.String(),
        number: caseNumber,
        outcome: oneOf(outcomes, "late: older than what was known; not_possible: left to the clerks as a note"),
      }),
      status: 200,
      problems: [
        "city_not_open",
        "agency_not_connected",
        "signature_invalid",
        "nonce_reused",
        "stage_unreadable",
        "reference_unknown",
        "busy",
      ],
    },
    async ({ params, request }) => {
      const { city } = cityOf(house, params.city);
      const { agency } = params;
      const { nonce, body } = signedOf(request);
      const stage = readStage(house, city, agency, body);
      const bodyHash = createHash("sha256").update(body).digest("hex");
      const { database } = house;
      const before = await pushBefore(database, { city, agency, nonce });
      if (before && before.bodyHash !== bodyHash) throw nonceReused();
      const { reference } = stage;
      if (before?.outcome) return { reference, number: before.number, outcome: before.outcome };
      const known = await agencyCaseBy(database, { city, agency, reference });
      if (!known) throw referenceUnknown();
      const push = { city, agency, nonce, bodyHash, number: known.number, stage };
      await beginPush(database, push, house.clock());
      const outcome = await applyStage(house, known, stage);
      await endPush(database, push, outcome);
      return { reference, number: known.number, outcome };
    },
  );
}

/** @throws Refusal 404 where the city is not open or no connector of that agency takes pushes */
export function pushKeyOf(house: House, typed: string, agency: string): PushKey {
  const { city } = cityOf(house, typed);
  const push = house.agencies.pushOf(city, agency)?.push;
  if (push) return push;
  throw new Refusal({
    code: "agency_not_connected",
    status: 404,
    say: {
      zh: "这个城市没有接收该部门推送的连接。",
      en: "No connector of this city takes messages from that agency.",
    },
  });
}

function readStage(house: House, city: string, agency: string, body: Buffer): AgencyStage {
  try {
    const stage = house.agencies.pushOf(city, agency)?.readStage?.(body);
    if (stage) return stage;
  } catch (error) {
    if (!(error instanceof AgencyFailure)) throw error;
  }
  throw new Refusal({
    code: "stage_unreadable",
    status: 422,
    say: {
      zh: "内容不能读成办件进展：需要编号、进展、次序和时间。",
      en: "The body is no stage of a case: it needs reference, stage, sequence and time.",
    },
  });
}

function nonceReused(): Refusal {
  return new Refusal({
    code: "nonce_reused",
    status: 409,
    say: { zh: "这个 nonce 已用于另一条消息。", en: "The nonce was used for another message." },
  });
}

function referenceUnknown(): Refusal {
  return new Refusal({
    code: "reference_unknown",
    status: 404,
    say: { zh: "没有这个编号的办件。", en: "There is no case of this reference." },
  });
}
