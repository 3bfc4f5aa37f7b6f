import { createHmac } from "node:crypto";
import { appendFileSync, mkdtempSync, rmSync } from "node:fs";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import type { Heard } from "./support/agency.ts";
import { cashier, notice, personOf, redirect, whoSignsIn } from "./support/cashier.ts";
import { formOf, Gateway } from "./support/gateway.ts";
import { Kept } from "./support/kept.ts";
import { Moods } from "./support/moods.ts";
import type { Post } from "./support/notifier.ts";

let folder: string;
let receiver: Server;
let address: string;
let gateway: Gateway;
let moods: Moods;
type Told = { body: string; signature: string; isTrue: boolean };
let told: Told[];
/** Statuses to answer with, in turn; then 200. */
let statuses: number[];

const signed = (key: string, body: string) => createHmac("sha256", key).update(body).digest("hex");
const post: Post = {
  write: ({ id, event }, { forged, wrongAmount, otherMerchant, at }) => {
    const said = {
      id,
      amount: wrongAmount ? 1 : event["amount"],
      merchant: otherMerchant ? "2" : "1",
      at: at.getTime(),
    };
    const body = JSON.stringify(said);
    return { headers: { signature: signed(forged ? "stranger" : "own", body) }, body };
  },
  taken: ({ status }) => status === 200,
  rhythm: [15_000, 30_000, 60_000],
};

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), "onewindow-gateway-"));
  told = [];
  statuses = [];
  receiver = createServer((request, response) => {
    let body = "";
    request.on("data", (part) => (body += part));
    request.on("error", () => undefined);
    request.on("end", () => {
      const signature = String(request.headers["signature"]);
      told.push({ body, signature, isTrue: signature === signed("own", body) });
      response.writeHead(statuses.shift() ?? 200).end("heard");
    });
  });
  await new Promise<void>((done) => receiver.listen(0, "127.0.0.1", done));
  address = `http://127.0.0.1:${(receiver.address() as AddressInfo).port}/pay/notify`;
  moods = new Moods(async () => undefined);
  gateway = new Gateway({ folder, moods }, post);
  gateway.time.tell({ speed: 1_000 });
});
afterEach(() => {
  gateway.close();
  receiver.close();
  receiver.closeAllConnections();
  rmSync(folder, { recursive: true });
});

const send = (id: string) => gateway.notifier.send({ id, about: `P${id}`, address, event: { amount: 7 } });
const outcome = (id: string) => gateway.notifier.list().find((one) => one.notice.id === id)?.outcome;
const isOver = (id: string) => expect.poll(() => outcome(id), { timeout: 5_000 }).not.toBe("waiting");

test("it tells until it is taken, in its rhythm, and gives up after the last pause", async () => {
  statuses = [500, 404];
  send("1");
  send("1");
  await isOver("1");
  expect(told.map(({ isTrue }) => isTrue)).toEqual([true, true, true]);
  statuses = [500, 500, 500, 500, 500];
  send("2");
  await isOver("2");
  expect([outcome("1"), outcome("2"), told.length]).toEqual(["taken", "given_up", 7]);
});

test("each mood makes one try wrong; the next one is right", async () => {
  const bad = ["drop", "deaf", "half"] as const;
  for (const mood of bad) await moods.set({ mood, times: 1, ...(mood === "half" ? { on: "push" } : {}) });
  send("1");
  await isOver("1");
  const tries = gateway.notifier.list("P1")[0]?.tries ?? [];
  expect(tries.map(({ moods: had, error }) => [had, error])).toEqual([
    [["drop", "deaf", "half"], "dropped"],
    [[], undefined],
  ]);
  for (const mood of bad.slice(1)) {
    told = [];
    await moods.set({ mood, times: 1, ...(mood === "half" ? { on: "push" } : {}) });
    send(mood);
    await isOver(mood);
    expect([mood, told.length]).toEqual([mood, mood === "deaf" ? 2 : 1]);
  }
  told = [];
  await moods.set({ mood: "bad-signature", times: 1 });
  statuses = [401];
  send("forged");
  await isOver("forged");
  expect(told.map(({ isTrue }) => isTrue)).toEqual([false, true]);
  told = [];
  await moods.set({ mood: "altered", times: 1 });
  await moods.set({ mood: "wrong-amount", times: 1 });
  await moods.set({ mood: "twice", times: 1 });
  send("altered");
  await isOver("altered");
  expect([told.length, ...told.map(({ isTrue, body }) => [isTrue, body.includes('"amount":1')])]).toEqual([
    2,
    [false, true],
    [false, true],
  ]);
  told = [];
  await moods.set({ mood: "replay", times: 1 });
  await moods.set({ mood: "skewed", times: 1, seconds: 400 });
  send("replayed");
  await isOver("replayed");
  expect([told.length, told[0]?.signature === told[1]?.signature]).toEqual([2, true]);
  expect(Date.now() - Number(JSON.parse(told[0]?.body ?? "{}")["at"])).toBeGreaterThan(399_000);
});

test("one that waits to be overtaken comes after the next", async () => {
  await moods.set({ mood: "reorder", times: 1 });
  send("first");
  await new Promise((done) => setTimeout(done, 50));
  send("second");
  await isOver("first");
  expect(told.map(({ body }) => JSON.parse(body)["id"])).toEqual(["second", "first"]);
});

test("a notification the other side never took goes on after a kill; time stays as told", async () => {
  statuses = [500];
  gateway.time.tell({ speed: 0.001, ahead: 86_400 });
  send("1");
  await expect.poll(() => told.length).toBe(1);
  await expect.poll(() => gateway.notifier.list("P1")[0]?.tries.length).toBe(1);
  gateway.close();
  appendFileSync(join(folder, "notifications.jsonl"), '{"key":"2","row":{"noti');
  gateway = new Gateway({ folder, moods }, post);
  await isOver("1");
  expect([outcome("1"), gateway.notifier.list().length, gateway.time.told]).toEqual([
    "taken",
    1,
    { speed: 0.001, ahead: 86_400 },
  ]);
  expect(gateway.time.now().getTime() - Date.now()).toBeGreaterThan(86_000_000);
  expect(() => gateway.time.tell({ speed: -1 })).toThrow("speed");
});

test("what is wrong can be sent by itself, and what was told is told again", async () => {
  const one = { id: "1", about: "P1", address, event: { amount: 7 } };
  expect(await gateway.notifier.once(one, { forged: true })).toEqual({ status: 200, body: "heard" });
  expect(told[0]?.isTrue).toBe(false);
  send("2");
  await isOver("2");
  expect([gateway.notifier.again("2"), gateway.notifier.again("3")]).toEqual([true, false]);
  await expect.poll(() => told.length).toBe(3);
  await moods.set({ mood: "well" });
  await expect(moods.set({ mood: "drop", on: "answer" })).rejects.toThrow("on is one of push");
});

test("kept rows are the last ones written, also after ten thousand", () => {
  const path = join(folder, "rows.jsonl");
  const kept = new Kept<{ count: number; text: string }>(path);
  for (let count = 0; count < 10_000; count += 1) kept.put(String(count % 100), { count, text: "付款".repeat(50) });
  const again = new Kept<{ count: number }>(path);
  expect([again.size, again.get("7")?.count]).toEqual([100, 9_907]);
  expect(new Kept<{ count: number }>(path).get("99")?.count).toBe(9_999);
});

test("pages escape what merchants write and say that they are stand-ins", () => {
  const one = cashier({
    wallet: "微信支付",
    payee: "<b>",
    amount_fen: 1_205,
    description: '电费"',
    number: "P1",
    action: "/pay/1",
  });
  expect(one.text).toContain("¥12.05");
  expect(one.text).toContain("&lt;b&gt;");
  expect(one.text).toContain("演示替身");
  expect(one.text).toContain('value="pay-silently"');
  const people = whoSignsIn("微信", "/authorize", { state: "a&b" }).text;
  expect(people).toContain('value="a&amp;b"');
  const [number] = /43\d{15}[\dX]/.exec(people) ?? [];
  expect(personOf(number)?.role).toBe("grandmother");
  expect(redirect("/x").headers?.["location"]).toBe("/x");
  expect(notice("好", "一", "two", 404).status).toBe(404);
  const heard = { body: Buffer.from("act=pay&person=%E4%B8%80") } as Heard;
  expect(formOf(heard)).toEqual({ act: "pay", person: "一" });
});
