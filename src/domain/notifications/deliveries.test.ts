import { createHmac, randomUUID } from "node:crypto";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { asOwner, type TestDatabase, testCities, testDatabase } from "../../../tests/helpers/database.ts";
import { sandboxFor } from "../../../tests/helpers/sandbox.ts";
import { residentScope } from "../../foundation/database/index.ts";
import { emailChannel, smsChannel } from "../../outside/messages/index.ts";
import { changePreferences, makeIdentity, residentKey, signInResident } from "../identity/index.ts";
import {
  type Channel,
  changeEmail,
  contactsOf,
  Deliveries,
  deliver,
  eraseInbox,
  type HandedOver,
  type MessageChannel,
  proveEmail,
  reachedAbout,
  wantChannel,
} from "./index.ts";
import { afterQuietHours } from "./quiet-hours.ts";

const [city] = testCities;
const service = { zh: "居住证申领", en: "Residence permit" };
/** A Tuesday, 10 o'clock in China. */
const morning = new Date("2026-11-17T02:00:00Z");
const minute = 60_000;

let test: TestDatabase;
const sandbox = sandboxFor(["messages"]);
beforeAll(async () => {
  test = await testDatabase(morning);
});
afterAll(() => test.close());
beforeEach(() => {
  test.clock.now = morning;
});
afterEach(async () => {
  await asOwner(test, (owner) => owner.query("truncate deliveries, delivery_queue, contacts"));
});

// The sandbox compares signatures with the real time; ours moves as the tests say.
const realTime = () => new Date();
const smsLine = () => {
  const { address, key_id: keyId = "", secret = "" } = sandbox().at("messages");
  return smsChannel({ url: `${address}/sms/v1/messages`, keyId, secret, patience: 400 }, realTime);
};
const mailLine = () => {
  const { smtp } = sandbox().at("messages");
  if (!smtp) throw new Error("no mail server");
  return emailChannel({ ...smtp, security: "plain", from: "no-reply@city.example", patience: 2_000 }, realTime);
};

function out(...lines: readonly MessageChannel[]): Deliveries {
  const { database, secrets, clock } = test;
  const channels = new Map<Channel, MessageChannel>(lines.map((line) => [line.channel, line]));
  const identity = makeIdentity(database, secrets);
  return new Deliveries({ database, secrets, identity, channels, clock: clock.read, baseUrl: "https://one.example" });
}

let people = 0;
async function person(phone: string | undefined): Promise<string> {
  people += 1;
  const idNumber = `E${String(people).padStart(8, "0")}`;
  const claims = { idType: "passport", idNumber, name: "欧阳小明", phone } as const;
  await signInResident(makeIdentity(test.database, test.secrets), claims, test.clock.now);
  return residentKey(test.secrets, claims);
}

const both = ["sms", "email"] as const;
async function tell(resident: string, about = "case-1", channels: readonly Channel[] = both): Promise<string> {
  const message = { template: "accepted", values: { service, decide_by: null }, resident, city, about } as const;
  const [id = ""] = await test.database.transaction(residentScope(resident), (tx) =>
    deliver(tx, test.secrets, [message], test.clock.now, channels),
  );
  return id;
}

async function rows(resident: string) {
  const found = await asOwner(test, (owner) =>
    owner.query("select * from deliveries where resident = $1 order by channel, created_at", [resident]),
  );
  return found.rows as {
    state: string;
    reason: string | null;
    reference: string;
    tries: number;
    provider_id: string | null;
    address_sealed: string | null;
    sealed_values: string | null;
  }[];
}

type Arrived = { items: { to: string; text: string; subject?: string; raw?: string }[] };
const texts = (to: string) => sandbox().control<Arrived>("messages", `GET /control/messages?to=${to}`);
const mails = (to: string) => sandbox().control<Arrived>("messages", `GET /control/mails?to=${to}`);

async function withEmail(resident: string, address: string): Promise<void> {
  await changeEmail(test, { resident, typed: address, now: test.clock.now });
  await out(mailLine()).run("email");
  const { items } = await mails(address);
  const code = /\d{6}/.exec(items.at(-1)?.text ?? "")?.[0] ?? "";
  await proveEmail(test, { resident, code, now: test.clock.now });
}

describe("a message beside the inbox", () => {
  it("goes to the profile's telephone, says the service and nothing of the person, and is kept without the address", async () => {
    const resident = await person("13900001111");
    await tell(resident);
    const [before] = await rows(resident);
    expect(before).toMatchObject({ state: "queued", tries: 0 });
    expect(await out(smsLine()).run("sms")).toBe(1);
    const { items } = await texts("13900001111");
    expect(items.map(({ text }) => text)).toEqual(["【一窗】您办理的“居住证申领”有新进展，请登录后在“消息”里查看。"]);
    expect(await rows(resident)).toMatchObject([
      { state: "sent", tries: 1, provider_id: expect.any(String), address_sealed: null, sealed_values: null },
    ]);
    expect(await out(smsLine()).run("sms")).toBe(0);
    expect(await reachedAbout(test.database, resident, "case-1")).toMatchObject([{ channel: "sms", state: "sent" }]);
    expect(await reachedAbout(test.database, resident, "case-2")).toEqual([]);
  });

  it("is in the person's own language", async () => {
    const resident = await person("13900001112");
    await changePreferences(makeIdentity(test.database, test.secrets), resident, { language: "en" }, test.clock.now);
    await tell(resident);
    await out(smsLine()).run("sms");
    const { items } = await texts("13900001112");
    expect(items[0]?.text).toBe("Onewindow: there is news about “Residence permit”. Please sign in and open Messages.");
  });

  it("is not sent to who said no, also after it was queued, nor without a number", async () => {
    const silent = await person("13900001113");
    await wantChannel(test, { resident: silent, channel: "sms", wanted: false, now: morning });
    await tell(silent);
    expect(await rows(silent)).toEqual([]);
    const later = await person("13900001114");
    await tell(later);
    await wantChannel(test, { resident: later, channel: "sms", wanted: false, now: morning });
    const without = await person(undefined);
    await tell(without);
    await out(smsLine()).run("sms");
    for (const resident of [later, without]) {
      expect(await rows(resident)).toMatchObject([{ state: "given_up", reason: "no_address" }]);
    }
    expect((await texts("13900001114")).items).toEqual([]);
  });

  it("waits for the morning at night", async () => {
    test.clock.now = new Date("2026-11-17T13:30:00Z");
    const resident = await person("13900001115");
    await tell(resident);
    const line = out(smsLine());
    expect(await line.run("sms")).toBe(0);
    test.clock.now = new Date("2026-11-17T23:59:00Z");
    expect(await line.run("sms")).toBe(0);
    test.clock.now = new Date("2026-11-18T00:00:00Z");
    expect(await line.run("sms")).toBe(1);
  });

  it.each([
    ["2026-11-17T12:59:59Z", "2026-11-17T12:59:59Z"],
    ["2026-11-17T13:00:00Z", "2026-11-18T00:00:00Z"],
    ["2026-11-17T17:00:00Z", "2026-11-18T00:00:00Z"],
    ["2026-11-17T23:59:59Z", "2026-11-18T00:00:00Z"],
    ["2026-11-18T00:00:00Z", "2026-11-18T00:00:00Z"],
  ])("at %s people are next disturbed at %s", (at, until) => {
    expect(afterQuietHours(new Date(at))).toEqual(new Date(until));
  });

  it("goes nowhere when nothing is connected, and leaves nothing after an erasure", async () => {
    const resident = await person("13900001116");
    await tell(resident, "case-1", []);
    expect(await rows(resident)).toEqual([]);
    await tell(resident);
    await test.database.transaction(residentScope(resident), (tx) => eraseInbox(tx, resident));
    expect(await rows(resident)).toEqual([]);
    const queue = await asOwner(test, (owner) => owner.query("select * from delivery_queue"));
    expect(queue.rows).toEqual([]);
  });
});

describe("a provider", () => {
  it("that is down is left alone and asked again; the message arrives once", async () => {
    const resident = await person("13900002001");
    await tell(resident);
    await sandbox().mood("messages", { mood: "down" });
    const line = out(smsLine());
    expect(await line.run("sms")).toBe(0);
    expect(await rows(resident)).toMatchObject([{ state: "queued", tries: 1, reason: "down" }]);
    test.clock.now = new Date(morning.getTime() + 31_000);
    await line.run("sms");
    expect(await rows(resident)).toMatchObject([{ state: "queued", tries: 2 }]);
    await sandbox().mood("messages", { mood: "well" });
    test.clock.now = new Date(morning.getTime() + 5 * minute);
    expect(await line.run("sms")).toBe(1);
    expect((await texts("13900002001")).items).toHaveLength(1);
  });

  it("that is slow counts as not answering, and what it took all the same is not sent twice", async () => {
    const resident = await person("13900002002");
    await tell(resident);
    await sandbox().mood("messages", { mood: "slow", ms: 900, times: 1 });
    const line = out(smsLine());
    await line.run("sms");
    expect(await rows(resident)).toMatchObject([{ state: "queued", reason: "timeout" }]);
    await new Promise((done) => setTimeout(done, 1_000));
    test.clock.now = new Date(morning.getTime() + 2 * minute);
    expect(await line.run("sms")).toBe(1);
    expect((await texts("13900002002")).items).toHaveLength(1);
  });

  it.each(["error", "maintenance", "half"])("that answers with %s is asked again", async (mood) => {
    const phone = `1390000${{ error: 3001, maintenance: 3002, half: 3003 }[mood]}`;
    const resident = await person(phone);
    await tell(resident);
    await sandbox().mood("messages", { mood, times: 1 });
    const line = out(smsLine());
    await line.run("sms");
    expect(await rows(resident)).toMatchObject([{ state: "queued", tries: 1 }]);
    test.clock.now = new Date(morning.getTime() + 2 * minute);
    expect(await line.run("sms")).toBe(1);
    expect((await texts(phone)).items).toHaveLength(1);
  });

  it("that never answers ends as given up, and the inbox has it", async () => {
    const resident = await person("13900002004");
    await tell(resident);
    const silent = line(() => ({ kind: "unavailable", reason: "down", all: true }));
    const deliveries = out(silent);
    for (let pass = 0; pass < 40; pass += 1) {
      test.clock.now = afterQuietHours(new Date(test.clock.now.getTime() + 90 * minute));
      await deliveries.run("sms");
      if ((await rows(resident))[0]?.state !== "queued") break;
    }
    const [row] = await rows(resident);
    expect(row).toMatchObject({ state: "given_up", reason: "down", address_sealed: null });
    expect(row?.tries).toBeGreaterThan(5);
    // The answer may have been lost: a report may still say that it arrived.
    expect(await deliveries.report("sms", delivered(row?.reference ?? ""))).toBe(true);
    expect(await rows(resident)).toMatchObject([{ state: "delivered" }]);
  });

  it("that refuses a number is not asked about it again", async () => {
    const resident = await person("13900000500");
    await tell(resident);
    await out(smsLine()).run("sms");
    expect(await rows(resident)).toMatchObject([{ state: "failed", reason: "blacklisted" }]);
  });

  it("killed between sending and marking: the same reference again, one message there", async () => {
    const resident = await person("13900002005");
    await tell(resident);
    const real = smsLine();
    const killed = out({
      ...real,
      send: async (message) => {
        await real.send(message);
        throw new Error("killed");
      },
    });
    await expect(killed.run("sms")).rejects.toThrow("killed");
    expect(await rows(resident)).toMatchObject([{ state: "queued", tries: 1 }]);
    expect(await out(real).run("sms")).toBe(0);
    test.clock.now = new Date(morning.getTime() + 3 * minute);
    expect(await out(real).run("sms")).toBe(1);
    expect(await rows(resident)).toMatchObject([{ state: "sent", tries: 2 }]);
    expect((await texts("13900002005")).items).toHaveLength(1);
  });

  it("gets a message once from two processes at once", async () => {
    const resident = await person("13900002006");
    await tell(resident);
    let sent = 0;
    const counting = line(() => {
      sent += 1;
      return { kind: "taken", id: "x", reports: false };
    });
    const taken = await Promise.all([out(counting), out(counting), out(counting)].map((one) => one.run("sms")));
    expect(taken.reduce((sum, one) => sum + one, 0)).toBe(1);
    expect(sent).toBe(1);
  });
});

describe("a report", () => {
  it("is final the first time; again, contradicting, late or unknown it changes nothing", async () => {
    const resident = await person("13900004001");
    await tell(resident);
    const deliveries = out(smsLine());
    await deliveries.run("sms");
    const [{ reference } = { reference: "" }] = await rows(resident);
    expect(await deliveries.report("email", delivered(reference))).toBe(false);
    expect(await deliveries.report("sms", delivered(reference))).toBe(true);
    expect(await deliveries.report("sms", delivered(reference))).toBe(false);
    const failed = { ...delivered(reference), state: "failed", reason: "UNDELIV" } as const;
    expect(await deliveries.report("sms", failed)).toBe(false);
    expect(await deliveries.report("sms", delivered(randomUUID()))).toBe(false);
    expect(await rows(resident)).toMatchObject([{ state: "delivered" }]);
  });

  it("that comes before our own mark stands", async () => {
    const resident = await person("13900004002");
    await tell(resident);
    const deliveries = out(
      line(async ({ reference }) => {
        await deliveries.report("sms", delivered(reference));
        return { kind: "taken", id: "early", reports: true };
      }),
    );
    await deliveries.run("sms");
    expect(await rows(resident)).toMatchObject([{ state: "delivered" }]);
  });

  it("that never comes ends the waiting", async () => {
    const resident = await person("13900004003");
    await tell(resident);
    const deliveries = out(line(() => ({ kind: "taken", id: "x", reports: true })));
    await deliveries.run("sms");
    test.clock.now = new Date(morning.getTime() + 4 * 24 * 60 * minute);
    await deliveries.run("sms");
    const queue = await asOwner(test, (owner) => owner.query("select * from delivery_queue"));
    expect(queue.rows).toEqual([]);
    expect(await rows(resident)).toMatchObject([{ state: "sent" }]);
  });

  it("is read as the gateway writes it", () => {
    const { readReport } = smsLine();
    const written = (value: object) => readReport?.(Buffer.from(JSON.stringify(value)));
    expect(written({ id: "M1", reference: "r", status: "failed", code: "MK:0001" })).toMatchObject({ address: true });
    expect(written({ id: "M1", reference: "r", status: "queued" })).toBeUndefined();
    expect(() => written({ status: "delivered" })).toThrow("reference");
    expect(createHmac("sha256", smsLine().reportKey ?? "").digest("hex")).toHaveLength(64);
  });
});

describe("e-mail", () => {
  it("is off until an address is proved by its code, and then tells", async () => {
    const resident = await person(undefined);
    await tell(resident, "case-0", ["email"]);
    expect(await rows(resident)).toEqual([]);
    await withEmail(resident, "wang@people.example");
    expect((await contactsOf(test, resident, morning)).email).toEqual({
      ...{ address: "wang@people.example", wanted: true, verified: true, bounced: false, codeWaits: false },
    });
    await tell(resident, "case-1", ["email"]);
    expect(await out(mailLine()).run("email")).toBe(1);
    const { items } = await mails("wang@people.example");
    expect(items.at(-1)).toMatchObject({ subject: "您有一条新消息" });
    expect(items.at(-1)?.text).toContain("居住证申领");
    expect(items.at(-1)?.text).toContain("https://one.example/me/contact");
    expect(items.at(-1)?.raw).not.toMatch(/欧阳|E0000/);
    expect(await reachedAbout(test.database, resident, "case-1")).toMatchObject([{ channel: "email", state: "sent" }]);
  });

  it("wrong codes are counted, and five of them end the code", async () => {
    const resident = await person(undefined);
    await changeEmail(test, { resident, typed: "li@people.example", now: morning });
    await out(mailLine()).run("email");
    const code = /\d{6}/.exec((await mails("li@people.example")).items[0]?.text ?? "")?.[0] ?? "";
    const wrong = code === "000000" ? "000001" : "000000";
    for (let tries = 0; tries < 5; tries += 1) {
      await expect(proveEmail(test, { resident, code: wrong, now: morning })).rejects.toMatchObject({
        code: "invalid",
      });
    }
    await expect(proveEmail(test, { resident, code, now: morning })).rejects.toMatchObject({ code: "invalid" });
    const late = new Date(morning.getTime() + 31 * minute);
    await changeEmail(test, { resident, typed: "li@people.example", now: morning });
    await expect(proveEmail(test, { resident, code, now: late })).rejects.toMatchObject({ code: "invalid" });
    for (let sent = 2; sent < 5; sent += 1)
      await changeEmail(test, { resident, typed: "li@people.example", now: morning });
    await expect(changeEmail(test, { resident, typed: "li@people.example", now: morning })).rejects.toMatchObject({
      code: "too_many_codes",
    });
  });

  it.each(["", "a@b", "a b@c.example", "a@c.example\r\nBcc: x@y.example", "a@c.example,b@c.example"])(
    "%j is no address",
    async (typed) => {
      const resident = await person(undefined);
      await expect(changeEmail(test, { resident, typed, now: morning })).rejects.toMatchObject({ code: "invalid" });
    },
  );

  it("that bounces stops the address until it is proved again", async () => {
    const resident = await person(undefined);
    await withEmail(resident, "chen@people.example");
    const gone = { ...mailLine(), send: line(() => ({ kind: "refused", reason: "550", address: true })).send };
    await tell(resident, "case-1", ["email"]);
    await out(gone).run("email");
    expect(await rows(resident)).toMatchObject([{}, { state: "failed" }]);
    expect((await contactsOf(test, resident, morning)).email).toMatchObject({ bounced: true });
    await tell(resident, "case-2", ["email"]);
    expect(await rows(resident)).toHaveLength(2);
  });

  it.each([
    ["unknown1@people.example", "refused", true],
    ["x@bounce.example", "refused", true],
    ["full1@people.example", "refused", false],
  ] as const)("to %s is %s", async (to, kind, address) => {
    const said = await mailLine().send({ to, subject: "一", text: "二", reference: randomUUID() });
    expect(said).toMatchObject({ kind, address });
  });

  it.each([
    ["down", "connect"],
    ["error", "connect"],
  ])("of a server that is %s comes later", async (mood, reason) => {
    await sandbox().mood("messages", { mood });
    const to = "a@people.example";
    const said = await mailLine().send({ to, subject: "一", text: "二", reference: randomUUID() });
    expect(said).toMatchObject({ kind: "unavailable", all: true, reason: expect.stringContaining(reason) });
  });

  it("a wrong password is our matter, not the address's; without STARTTLS nothing is said", async () => {
    const { smtp } = sandbox().at("messages");
    if (!smtp) throw new Error("no mail server");
    const to = "b@people.example";
    const message = { to, subject: "一", text: "二", reference: randomUUID() };
    const wrong = emailChannel(
      { ...smtp, password: "wrong", security: "plain", from: "no-reply@city.example", patience: 2_000 },
      realTime,
    );
    expect(await wrong.send(message)).toMatchObject({ kind: "unavailable", all: true });
    const unsafe = emailChannel(
      { ...smtp, security: "starttls", from: "no-reply@city.example", patience: 2_000 },
      realTime,
    );
    expect(await unsafe.send(message)).toMatchObject({ kind: "unavailable", all: true });
    expect((await mails(to)).items).toEqual([]);
  });
});

const delivered = (reference: string) =>
  ({ reference, id: "M1", state: "delivered", reason: undefined, address: false }) as const;

function line(send: (message: { reference: string }) => HandedOver | Promise<HandedOver>): MessageChannel {
  return { channel: "sms", send: async (message) => send(message) };
}
