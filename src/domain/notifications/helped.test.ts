import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { asOwner, type TestDatabase, testCities, testDatabase } from "../../../tests/helpers/database.ts";
import { residentScope } from "../../foundation/database/index.ts";
import { makeIdentity, residentKey, signInResident } from "../identity/index.ts";
import {
  type Channel,
  Deliveries,
  deliver,
  type MessageChannel,
  type NewMessage,
  type Outgoing,
  reachOf,
  wantChannel,
} from "./index.ts";

const [city] = testCities;
const service = { zh: "居住证申领", en: "Residence permit" };
/** A Tuesday, 10 o'clock in China. */
const morning = new Date("2026-11-17T02:00:00Z");

let test: TestDatabase;
let sent: Outgoing[];
beforeAll(async () => {
  test = await testDatabase(morning);
});
afterAll(() => test.close());
beforeEach(() => {
  test.clock.now = morning;
  sent = [];
});
afterEach(async () => {
  await asOwner(test, (owner) => owner.query("truncate deliveries, delivery_queue, contacts"));
});

/** A gateway that takes everything. */
const smsLine = (): MessageChannel => ({
  channel: "sms",
  send: async (message) => {
    sent.push(message);
    return { kind: "taken", id: message.reference, reports: false };
  },
});
const texts = async (to: string) => ({ items: sent.filter((message) => message.to === to) });

function out(line: MessageChannel): Deliveries {
  const { database, secrets, clock } = test;
  const channels = new Map<Channel, MessageChannel>([["sms", line]]);
  const identity = makeIdentity(database, secrets);
  return new Deliveries({ database, secrets, identity, channels, clock: clock.read, baseUrl: "https://one.example" });
}

let people = 0;
async function person(phone: string): Promise<string> {
  people += 1;
  const claims = {
    idType: "passport",
    idNumber: `E${String(people).padStart(8, "0")}`,
    name: "欧阳小明",
    phone,
  } as const;
  await signInResident(makeIdentity(test.database, test.secrets), claims, test.clock.now);
  return residentKey(test.secrets, claims);
}

async function rows(resident: string) {
  const found = await asOwner(test, (owner) =>
    owner.query("select * from deliveries where resident = $1 order by created_at", [resident]),
  );
  return found.rows as { state: string; reason: string | null; address_sealed: string | null }[];
}

describe("a message about what somebody filed for the person", () => {
  const given = "13900007777";
  async function tellHelped(
    resident: string,
    phone: string,
    template: "filed_for_you" | "correction_asked" = "filed_for_you",
  ) {
    const values = template === "filed_for_you" ? { service, answer_by: null } : { service, correct_by: null };
    const message = { template, values, resident, city, about: "case-1", phone } as NewMessage;
    await test.database.transaction(residentScope(resident), (tx) =>
      deliver(tx, test.secrets, [message], test.clock.now, ["sms"]),
    );
  }

  it("reaches the number given with the case, of somebody who never signed in, and is sealed until then", async () => {
    const nobody = residentKey(test.secrets, { idType: "passport", idNumber: "E70000001" });
    await tellHelped(nobody, given);
    const [queued] = await rows(nobody);
    expect(queued?.address_sealed).toMatch(/^aes-256-gcm\./);
    expect(queued?.address_sealed).not.toContain(given);
    expect(await out(smsLine()).run("sms")).toBe(1);
    const { items } = await texts(given);
    expect(items.map(({ text }) => text)).toEqual([
      "【一窗】请人代办的“居住证申领”有新进展。可以凭回执到窗口、社区查询，也可以用本人证件登录查看。",
    ]);
    expect(await rows(nobody)).toMatchObject([{ state: "sent", address_sealed: null, sealed_values: null }]);
  });

  it("goes there and not to the account's telephone; what takes no SMS leaves the account's", async () => {
    const resident = await person("13900007701");
    await tellHelped(resident, "13900007702");
    await out(smsLine()).run("sms");
    expect((await texts("13900007702")).items).toHaveLength(1);
    expect((await texts("13900007701")).items).toEqual([]);
    await tellHelped(resident, "0730-8881234");
    await out(smsLine()).run("sms");
    expect((await texts("13900007701")).items).toHaveLength(1);
    const nobody = residentKey(test.secrets, { idType: "passport", idNumber: "E70000002" });
    await tellHelped(nobody, "");
    await out(smsLine()).run("sms");
    expect(await rows(nobody)).toMatchObject([{ state: "given_up", reason: "no_address" }]);
  });

  it("is not sent against a no, said before or while it waits, nor at night", async () => {
    const nobody = residentKey(test.secrets, { idType: "passport", idNumber: "E70000003" });
    test.clock.now = new Date("2026-11-17T14:00:00Z");
    await tellHelped(nobody, "13900007703", "correction_asked");
    expect(await out(smsLine()).run("sms")).toBe(0);
    await wantChannel(test, { resident: nobody, channel: "sms", wanted: false, now: test.clock.now });
    test.clock.now = new Date("2026-11-18T02:00:00Z");
    expect(await out(smsLine()).run("sms")).toBe(0);
    expect(await rows(nobody)).toMatchObject([{ state: "given_up", address_sealed: null }]);
    await tellHelped(nobody, "13900007703");
    expect(await rows(nobody)).toHaveLength(1);
    expect((await texts("13900007703")).items).toEqual([]);
  });

  it("the clerk learns whether the person is reached, and nothing of their account", async () => {
    const identity = makeIdentity(test.database, test.secrets);
    const parts = (...has: readonly Channel[]) => ({ ...test, identity, channels: new Set(has) });
    const of = (resident: string, phone: string, ...has: readonly Channel[]) =>
      reachOf(parts(...has), resident, phone, test.clock.now);
    const nobody = residentKey(test.secrets, { idType: "passport", idNumber: "E70000004" });
    expect(await of(nobody, given, "sms")).toEqual({ sms: "given", email: false });
    expect(await of(nobody, "0730-8881234", "sms")).toEqual({ sms: "landline", email: false });
    expect(await of(nobody, "", "sms")).toEqual({ sms: "no_number", email: false });
    expect(await of(nobody, given)).toEqual({ sms: "no_line", email: false });
    const known = await person("13900007704");
    expect(await of(known, "", "sms", "email")).toEqual({ sms: "own", email: false });
    await wantChannel(test, { resident: known, channel: "sms", wanted: false, now: test.clock.now });
    expect(await of(known, given, "sms")).toEqual({ sms: "said_no", email: false });
  });
});
