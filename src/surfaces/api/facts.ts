import { Type } from "typebox";
import { Refusal } from "../../foundation/refusal.ts";
import { factsChanged } from "../facts-changed.ts";
import { cityOf } from "../page.tsx";
import type { Api } from "./endpoint.ts";
import { cityCode, exactly, idType, instant, oneOf } from "./shapes.ts";
import { agencyKind, pushKeyOf } from "./stages.ts";

/** Where agencies tell that something in their records about a person has changed. */
export function addFacts(api: Api): void {
  const { house } = api;
  api.add(
    {
      method: "POST",
      path: "/cities/{city}/agencies/{agency}/facts",
      id: "tellFactsChanged",
      group: "cases",
      owner: "documents",
      summary: { zh: "部门告知某人的情况有变化", en: "Tell that the facts about a person have changed" },
      more: {
        zh: "只写明是谁，不用知道证照编号。本部门的记录在 at 之前查出来、据以签发的证照作废（effect 为 facts_changed 时只注明情况有变化），本人会收到消息；之后签发的不受影响。签名与告知办件进展相同。重复发送结果相同；回答不说明此人有没有证照。",
        en: "Names the person alone; no certificate number is needed. Certificates issued by look-up in this agency's records before `at` stand no more (with effect facts_changed they are only marked), and the person is told; those issued since then stand. Signed like stages. Again is the same; the answer does not tell whether the person has any.",
      },
      signed: (request) => {
        const { city, agency } = request.params as { city: string; agency: string };
        return pushKeyOf(house, city, agency);
      },
      params: exactly({ city: cityCode, agency: agencyKind }),
      body: exactly({
        person: exactly({ id_type: idType, id_number: Type.String({ minLength: 1, maxLength: 64 }) }),
        operation: Type.Optional(
          Type.String({ pattern: "^[a-z0-9_-]{1,60}$", description: "Only what this look-up answered; left out, all" }),
        ),
        at: Type.String({ format: "date-time", description: "Since when it is no longer so, ISO 8601" }),
        effect: Type.Optional(oneOf(["revoke", "facts_changed"], "Left out: revoke")),
        reason: Type.Optional(
          Type.String({ minLength: 1, maxLength: 400, description: "For the holder and the file, not for the public" }),
        ),
      }),
      answer: Type.Object({ outcome: oneOf(["taken"]), taken_at: instant }),
      status: 200,
      problems: ["city_not_open", "agency_not_connected", "signature_invalid", "invalid_fields", "busy"],
    },
    async ({ params, body }) => {
      const { city } = cityOf(house, params.city);
      const at = new Date(body.at);
      if (Number.isNaN(at.getTime())) throw noTime();
      await factsChanged(house, {
        ...{ city, agency: params.agency, at, operation: body.operation, reason: body.reason },
        person: { idType: body.person.id_type, idNumber: body.person.id_number },
        effect: body.effect ?? "revoke",
      });
      return { outcome: "taken" as const, taken_at: house.clock().toISOString() };
    },
  );
}

function noTime(): Refusal {
  const message = {
    zh: "时间应写成 2026-11-16T08:00:00+08:00 的样子。",
    en: "Write the time as in 2026-11-16T08:00:00+08:00.",
  };
  return new Refusal({
    code: "invalid_fields",
    status: 422,
    say: message,
    fields: [{ field: "at", code: "date-time", message }],
  });
}
