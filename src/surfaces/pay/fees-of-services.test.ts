import { afterAll, beforeAll, expect, test } from "vitest";
import { bookWallets } from "../../../tests/helpers/book-wallets.ts";
import { type TestHouse, testHouse } from "../../../tests/helpers/house.ts";
import { act, fileCase } from "../../../tests/helpers/own-pages.ts";
import { passingOn } from "../../../tests/helpers/pass-on.ts";
import { atTheCounter, findCase } from "../../domain/cases/index.ts";
import type { ServiceVersion } from "../../domain/catalogue/index.ts";
import { billsOf } from "../../domain/payments/index.ts";

const city = "430621";
const books = bookWallets(["treasury", "demo"]);
/** The agency's own system: no counter holds it up. */
const agency = { kind: "agency", id: "tests", lead: true } as const;

let t: TestHouse;
let passOn: () => Promise<void>;
let costly: readonly ServiceVersion[];
beforeAll(async () => {
  t = await testHouse({ providers: books.providers });
  await books.open(t.house, city);
  passOn = passingOn(t.house, city);
  costly = t.house.catalogue.services().filter(({ definition: { kind, fee } }) => kind === "apply" && fee !== "none");
});
afterAll(() => t?.close());

/** The first sample that gets as far as a case, filed on its day. */
async function filed({ definition: { code, samples, deliver } }: ServiceVersion): Promise<string> {
  const sample = samples.findIndex(({ expect: wanted }) => wanted.refused !== true);
  const day = samples[sample]?.on;
  if (day === undefined) throw new Error(`${code} has no sample that is taken`);
  t.clock.now = new Date(`${day}T01:00:00Z`);
  return (await fileCase(t.house, "worker", { service: code, sample, delivery: deliver[0] ?? null })).number;
}

/** What is owed online after each step of a case, in fen. */
async function owedAlong(service: ServiceVersion) {
  const number = await filed(service);
  const owed = async () => {
    await passOn();
    const bills = await billsOf(t.house.payments, city, number);
    for (const bill of bills) expect(bill.reference).toBe(number);
    return bills.filter(({ state }) => state === "open").reduce((sum, bill) => sum + bill.owed_fen, 0n);
  };
  const { fee } = atTheCounter(await findCase(t.house.cases, city, number));
  const submit = await owed();
  await act(t.house, number, "accept", {}, agency);
  const accept = await owed();
  await act(t.house, number, "approve", {}, agency);
  return { due: BigInt(fee?.amount_fen ?? 0), submit, accept, approve: await owed() };
}

test("there are services of every way of paying", () => {
  const ways = costly.map(({ definition: { fee } }) => (fee === "none" ? "" : `${fee.charge ?? "decide"} ${fee.pay}`));
  for (const way of ["decide treasury", "deliver treasury", "decide undefined"]) expect(ways).toContain(way);
});

test("every fee that can be paid online is a bill at the moment its service file says, and no earlier", async () => {
  let seen = 0;
  for (const service of costly) {
    const { code, fee } = service.definition;
    if (fee === "none" || fee.pay === undefined) continue;
    const { due, ...at } = await owedAlong(service);
    expect(due, code).toBeGreaterThan(0n);
    const { charge = "decide" } = fee;
    expect(at, code).toEqual({
      submit: charge === "submit" ? due : 0n,
      accept: charge === "deliver" ? 0n : due,
      approve: due,
    });
    seen += 1;
  }
  expect(seen).toBeGreaterThan(7);
});

test("a fee that is paid at the counter alone is never a bill", async () => {
  for (const service of costly) {
    const { code, fee } = service.definition;
    if (fee === "none" || fee.pay !== undefined) continue;
    expect(await owedAlong(service), code).toMatchObject({ submit: 0n, accept: 0n, approve: 0n });
  }
});
