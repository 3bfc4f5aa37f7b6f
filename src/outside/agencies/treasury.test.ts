import { expect, test } from "vitest";
import { sandboxFor } from "../../../tests/helpers/sandbox.ts";
import { checkConnector, type Reversal, type WriteOff } from "../../domain/agencies/index.ts";
import { treasuryAdapter } from "../payments/treasury/index.ts";
import { agencyAdapters } from "./index.ts";

// A treasury hears of payments and refunds from its own cashier: its connector tells it nothing and asks.

const sandbox = sandboxFor(["treasury"], { today: "2026-11-16" });
const signal = () => AbortSignal.timeout(20_000);
const clock = () => new Date();
const city = "430621";
const notice = "430621190318452";

/** The cashier the money goes through. */
function cashier() {
  const { cashiers = [], address } = sandbox().at("treasury");
  const [found] = cashiers;
  if (!found) throw new Error("no cashier");
  const { merchant, key_id, private_key, treasury_key_id, treasury_public_key, algorithm } = found;
  const config = {
    ...{ dialect: "cashier", base: `${address}/cashier`, merchant, algorithm, key_id },
    treasury_keys: [{ id: treasury_key_id, public_key: treasury_public_key }],
  };
  return treasuryAdapter.open({ config, secrets: { private_key }, clock });
}

/** What the biller's connector is, beside it. */
function connector() {
  const { address = "", token = "" } = sandbox().at("treasury");
  const path = "/cashier/notices/settled";
  const config = {
    ...{ adapter: "json", base: address, authentication: { kind: "bearer" } },
    answers: { refused: { when: { status: [422] }, say: "message" }, none: { status: [404] } },
    query_write_off: {
      path,
      send: { notice: "write_off.reference", region: "city" },
      outcome: { at: "settled", codes: { true: "done", false: "absent" } },
      ...{ key: "order", reference: "reference" },
    },
    reversal: {
      path,
      send: { notice: "reversal.reference", region: "city", refund: "reversal.key" },
      outcome: {
        at: "returned",
        codes: { succeeded: "done", processing: "waiting", unknown: "waiting", failed: "refused" },
      },
      key: "refund",
    },
    operations: {
      "traffic-fine": {
        bills: {
          path: "/cashier/notices/query",
          send: { notice: "parameters.decision_no", region: "city" },
          about: { account: "notice" },
          take: { reference: "notice", amount_fen: { at: "amount_fen", as: "fen" }, notice: "notice" },
        },
      },
    },
  };
  expect(checkConnector(agencyAdapters, config)).toEqual([]);
  const parts = { city, agency: "traffic-police", config, secrets: { outgoing: token }, directory: "/nonexistent" };
  const biller = agencyAdapters.get("json")?.open({ ...parts, clock }).biller;
  if (!biller?.reverse) throw new Error("no biller");
  return { ...biller, reverse: biller.reverse };
}

test("what its cashier took is written off, and what it gave back is owed again, without its being told", async () => {
  const [money, biller] = [cashier(), connector()];
  const number = "430621-20261116-P0000000001-X";
  const refund = "430621-20261116-R0000000001-X";
  const request = { city, agency: "traffic-police", operation: "traffic-fine", key: number, parameters: {} };
  const owed = async () => {
    const answer = await biller.bills({ ...request, parameters: { decision_no: notice } }, signal());
    return answer.kind === "found" ? answer.bills.map((bill) => Number(bill["amount_fen"])) : answer.kind;
  };
  const [amount = 0] = await owed();
  const amount_fen = BigInt(amount);
  expect(amount_fen).toBeGreaterThan(0n);
  const write: WriteOff = {
    ...{ city, agency: "traffic-police", operation: "traffic-fine", reference: notice, key: number, amount_fen },
    ...{ paidAt: clock(), provider: "treasury" },
  };
  const back: Reversal = { ...write, reversal: refund, at: clock() };
  expect(await biller.writeOff(request, write, signal())).toMatchObject({ answer: { kind: "waiting" } });

  await money.start(
    {
      ...{ number, amount_fen, description: "罚款", from: "phone", ip: "127.0.0.1" },
      expiresAt: new Date(Date.now() + 900_000),
      ...{ returnUrl: "http://127.0.0.1:9/back", notifyUrl: "http://127.0.0.1:9/notify" },
      notice: { notice, unit: "143001", region: city, unitName: "交警大队", type: "penalty", items: [] },
    },
    signal(),
  );
  await sandbox().control("treasury", "POST /control/pay", { order: number, silently: true });
  expect(await biller.writeOff(request, write, signal())).toMatchObject({ answer: { kind: "done" }, key: number });
  expect(await biller.reverse(request, back, signal())).toMatchObject({ answer: { kind: "waiting" } });

  await sandbox().control("treasury", "POST /control/refunds", { hold: true });
  const wish = {
    number,
    refund,
    amount_fen,
    total_fen: amount_fen,
    reason: "交错了",
    notifyUrl: "http://127.0.0.1:9/n",
  };
  expect(await money.refund(wish, signal())).toMatchObject({ state: "processing" });
  expect(await biller.reverse(request, back, signal())).toMatchObject({ answer: { kind: "waiting" } });
  await sandbox().control("treasury", "POST /control/refunds", { order: number, refund, state: "succeeded" });
  expect(await biller.reverse(request, back, signal())).toEqual({ answer: { kind: "done" }, reversal: refund });
  expect(await owed()).toEqual([amount]);
});
