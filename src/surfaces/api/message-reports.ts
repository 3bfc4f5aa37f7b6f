import { Type } from "typebox";
import { Refusal } from "../../foundation/refusal.ts";
import type { Api } from "./endpoint.ts";
import { anyObject, oneOf } from "./shapes.ts";
import { signedOf } from "./signed.ts";

const outcomes = ["applied", "nothing"] as const;

/** Where the SMS gateway tells whether a message arrived. */
export function addMessageReports(api: Api): void {
  const { channels, deliveries } = api.house;
  api.add(
    {
      method: "POST",
      path: "/messages/sms/reports",
      id: "tellSmsDelivery",
      group: "cases",
      owner: "notifications",
      summary: { zh: "短信网关告知送达情况", en: "Tell whether an SMS arrived" },
      more: {
        zh: "短信网关以自己的密钥（SMS_KEY）签名，请求头为 X-Sms-Key、X-Sms-Timestamp、X-Sms-Nonce、X-Sms-Signature，不用令牌。重发、迟到和不认识的报告不改变任何内容，outcome 为 nothing。",
        en: "Signed by the gateway (SMS_KEY) in X-Sms-Key, X-Sms-Timestamp, X-Sms-Nonce and X-Sms-Signature; no token. A repeated, late or unknown report changes nothing and is answered nothing.",
      },
      signed: () => {
        const key = channels.get("sms")?.reportKey;
        if (key === undefined) throw notConnected();
        return { algorithm: "hmac-sha256", key, headers: "x-sms" };
      },
      body: anyObject("{ id, reference, status: delivered | failed, code }"),
      answer: Type.Object({ outcome: oneOf(outcomes, "nothing: repeated, late, unknown, or nothing final") }),
      status: 200,
      problems: ["messages_not_connected", "signature_invalid", "report_unreadable", "body_too_large"],
    },
    async ({ request }) => {
      const { body } = signedOf(request);
      let report: ReturnType<NonNullable<NonNullable<ReturnType<typeof channels.get>>["readReport"]>>;
      try {
        report = channels.get("sms")?.readReport?.(body);
      } catch {
        throw unreadable();
      }
      const isNews = report !== undefined && (await deliveries.report("sms", report));
      return { outcome: isNews ? ("applied" as const) : ("nothing" as const) };
    },
  );
}

function notConnected(): Refusal {
  return new Refusal({
    code: "messages_not_connected",
    status: 404,
    say: { zh: "没有连接短信网关。", en: "No SMS gateway is connected." },
  });
}

function unreadable(): Refusal {
  return new Refusal({
    code: "report_unreadable",
    status: 422,
    say: { zh: "内容不能读成送达报告。", en: "The body is no delivery report." },
  });
}
