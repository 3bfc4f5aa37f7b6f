import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { asOwner, monday, type TestDatabase, testCities, testDatabase } from "../../../tests/helpers/database.ts";
import { residentScope } from "../../foundation/database/index.ts";
import { languages } from "../../foundation/i18n/index.ts";
import {
  deliver,
  eraseInbox,
  inbox,
  type MessageOf,
  type MessageTemplate,
  type MessageValues,
  markRead,
  messageText,
  type NewMessage,
  unreadMessages,
} from "./index.ts";

const [city] = testCities;
const service = { zh: "居住证申领", en: "Residence permit" };
const minutes = (count: number) => new Date(monday.getTime() + count * 60_000);

const everyValue: { [T in MessageTemplate]: MessageValues[T] } = {
  case_received: { service, answer_by: "2026-11-23" },
  filed_for_you: { service, answer_by: "2026-11-23" },
  corrected_for_you: { service, answer_by: null },
  correction_asked: { service, correct_by: "2026-12-01" },
  deemed_accepted: { service, since: "2026-11-16" },
  accepted: { service, decide_by: null },
  not_accepted: { service },
  extended: { service, decide_by: "2026-12-20" },
  suspended: { service },
  resumed: { service, decide_by: "2026-12-24" },
  approved: { service },
  refused: { service },
  records_asked: { service },
  records_answered: { service },
  records_refused: { service },
  certificate_issued: { service },
  certificate_revoked: { service },
  certificate_replaced: { service },
  certificate_facts_changed: { service },
  certificate_shown: { service, to: { zh: "岳阳县公安局", en: "Yueyang County Police" } },
  ready_to_collect: { service, venue: { zh: "荣家湾派出所", en: "Rongjiawan police station" } },
  posted: { service, carrier: "EMS", tracking: "1234567890123" },
  withdrawn: { service },
  lapsed: { service },
  report_dispatched: { service, agency: { zh: "住房和城乡建设局", en: "Housing and construction" } },
  report_joined: { service },
  report_shared: { service },
  report_parted: { service },
  payment_received: { service },
  payment_settled: { service },
  payment_returned: { service },
  refund_failed: { service },
  refund_by_hand: { service },
  refund_done: { service },
  refund_declined: { service },
  fee_due: { service },
  bill_due: { service, day: "2026-11-28" },
  deadline_near: { service, day: "2026-11-30" },
  data_request_answered: {},
  data_erased: { kept: 2, until: "2031-03-02" },
};

let test: TestDatabase;
beforeAll(async () => {
  test = await testDatabase();
});
afterAll(() => test.close());

async function send(resident: string, message: MessageOf<MessageTemplate>, now: Date, about?: string) {
  const whole: NewMessage = { ...message, resident, city, about };
  const [id = ""] = await test.database.transaction(residentScope(resident), (tx) =>
    deliver(tx, test.secrets, [whole], now),
  );
  return id;
}

describe("an inbox", () => {
  it("holds a person's messages, newest first, page by page, sealed in the database", async () => {
    for (let count = 0; count < 5; count += 1) {
      await send(
        "rA",
        { template: "case_received", values: everyValue.case_received },
        minutes(count),
        `case-${count}`,
      );
    }
    const first = await inbox(test.database, test.secrets, "rA", { limit: 3 });
    expect(first.items.map((message) => message.about)).toEqual(["case-4", "case-3", "case-2"]);
    expect(first.items[0]).toMatchObject({ city, template: "case_received", values: everyValue.case_received });
    const rest = await inbox(test.database, test.secrets, "rA", { limit: 3, after: first.next });
    expect(rest.items.map((message) => message.about)).toEqual(["case-1", "case-0"]);
    expect(rest.next).toBeUndefined();
    const rows = await asOwner(test, (owner) => owner.query("select * from messages"));
    expect(JSON.stringify(rows.rows)).not.toContain("居住证");
  });

  it("counts what is unread and remembers the first reading", async () => {
    const id = await send("rB", { template: "approved", values: { service } }, minutes(0));
    expect(await unreadMessages(test.database, "rB")).toBe(1);
    await markRead(test.database, "rB", id, minutes(1));
    await markRead(test.database, "rB", id, minutes(2));
    expect(await unreadMessages(test.database, "rB")).toBe(0);
    expect((await inbox(test.database, test.secrets, "rB")).items[0]?.readAt).toEqual(minutes(1));
  });

  it("is nobody else's", async () => {
    const id = await send("rC", { template: "refused", values: { service } }, minutes(0));
    await expect(markRead(test.database, "rA", id, minutes(1))).rejects.toThrow(/not_found/);
    await expect(markRead(test.database, "rA", "not an id", minutes(1))).rejects.toThrow(/not_found/);
    await expect(inbox(test.database, test.secrets, "rA", { after: "x" })).rejects.toThrow(/cursor/);
    const rows = await test.database.raw(residentScope("rA"), (client) =>
      client.query("select resident from messages where id = $1", [id]),
    );
    expect(rows.rows).toEqual([]);
    await expect(
      test.database.transaction(residentScope("rA"), (tx) =>
        deliver(tx, test.secrets, [{ template: "refused", values: { service }, resident: "rC", city }], monday),
      ),
    ).rejects.toThrow(/row-level security/);
  });

  it("a message goes with its transaction, and an erased inbox is empty", async () => {
    await expect(
      test.database.transaction(residentScope("rD"), async (tx) => {
        await deliver(tx, test.secrets, [{ template: "approved", values: { service }, resident: "rD", city }], monday);
        throw new Error("the effect failed");
      }),
    ).rejects.toThrow("the effect failed");
    expect((await inbox(test.database, test.secrets, "rD")).items).toEqual([]);
    await send("rD", { template: "approved", values: { service } }, monday);
    expect(await test.database.transaction(residentScope("rD"), (tx) => eraseInbox(tx, "rD"))).toBe(1);
    expect((await inbox(test.database, test.secrets, "rD")).items).toEqual([]);
  });
});

describe("words", () => {
  it.each(Object.keys(everyValue) as MessageTemplate[])("of %s are whole sentences in every language", (template) => {
    const message = { template, values: everyValue[template] } as MessageOf<MessageTemplate>;
    for (const language of languages) {
      const { title, text } = messageText(message, language);
      expect(title.length).toBeGreaterThan(3);
      expect(text).toMatch(language === "zh" ? /。$/ : /\.$/);
      expect(`${title}${text}`).not.toMatch(/undefined|null|object|[!！]/);
      if (language === "en") expect(`${title}${text}`).not.toMatch(/[\u4e00-\u9fff]/);
    }
  });

  it("name the day as people write it", () => {
    const message = { template: "extended", values: everyValue.extended } as const;
    expect(messageText(message, "zh").text).toContain("2026年12月20日");
    expect(messageText(message, "en").text).toContain("20 December 2026");
  });
});
