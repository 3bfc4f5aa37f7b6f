import {
  approveRefund,
  askRefund,
  comeBack,
  createPayment,
  handOver,
  keepOwed,
  type PaymentContext,
  runPaymentTasks,
  runReconciliation,
  takeNotification,
} from "../../../src/domain/payments/index.ts";
import { Refusal } from "../../../src/foundation/refusal.ts";
import { broken } from "./laws.ts";
import type { Told } from "./letters.ts";
import { must, People } from "./people.ts";
import { Post } from "./post.ts";
import { type Fate, isPassing } from "./process.ts";
import { hours, minutes, World, type WorldOptions } from "./world.ts";

const payer = { kind: "visitor", id: "payer" } as const;
const clerk = (id: string) => ({ kind: "clerk", id }) as const;

/**
 * One payment of two bills from its bills to the close of its days: begun, handed over, paid, told, written off, one bill refused and given
 * back, a part of the other given back by two clerks, compared and closed. Our process dies at statement `killAt` and whoever waited asks
 * its successor, as people, gateways and schedules do. @returns how many statements it took, and which laws are broken
 */
export async function oneStory(
  options: Omit<WorldOptions, "accounts">,
  kill?: { readonly at: number; readonly fate: Fate },
): Promise<{ readonly statements: number; readonly wrong: readonly string[]; readonly died: boolean }> {
  const world = new World({ ...options, accounts: ["demo/main", "wechat/main"] });
  await world.open();
  const told: Told[] = [];
  const post = new Post(world);
  const wallet = world.gateway("demo/main");
  wallet.tells = (one) => told.push(one);
  for (const weather of world.weathers) weather.isFine = true;
  let statements = 0;
  let died = false;
  const begin = () => {
    const process = world.start();
    process.fateOf = () => {
      statements += 1;
      if (statements !== kill?.at) return "lives";
      died = true;
      return kill.fate;
    };
    return process;
  };
  let process = begin();
  async function ask<T>(work: (context: PaymentContext) => Promise<T>): Promise<T | Refusal> {
    for (let tries = 0; tries < 5; tries += 1) {
      try {
        return await process.call(work);
      } catch (error) {
        if (error instanceof Refusal) return error;
        if (!isPassing(error)) throw error;
        // The successor starts after what the dead one held has run out.
        await world.sleep(minutes(3));
        process = begin();
      }
    }
    throw new Error("nobody answers");
  }
  const tell = async () => {
    for (const one of told.splice(0)) {
      const to = { provider: "demo", city: world.city, account: "main" } as const;
      const raw = () => wallet.letters.write(one, world.scheduler.clock());
      await ask((context) => takeNotification(context, to, raw()));
    }
  };
  const work = async () => {
    for (let pass = 0; pass < 6; pass += 1) {
      await world.sleep(minutes(2));
      await ask((context) => runPaymentTasks(context, [world.city]));
      await tell();
    }
  };
  world.scheduler.go(async () => {
    const { city } = world;
    const of = { city, biller: "power-supply", service: "electricity", payee: "merchant" as const, account: "" };
    const owed = ["one", "two"].map((reference, index) => {
      const amount_fen = index === 0 ? 180_000n : 700n;
      return { reference, amount_fen, late_fee_fen: 0n, items: [] };
    });
    world.biller.owe("power-supply", "one", 180_000n);
    world.biller.payAtCounter("power-supply", "two");
    const bills = must(await ask((context) => keepOwed(context, { ...of, operation: "bills", parameters: {} }, owed)));
    const wish = {
      ...({
        city,
        provider: "demo",
        account: "main",
        from: "phone",
        payer: "payer",
        by: payer,
        channel: "web",
      } as const),
      bills: bills.map(({ number }) => ({ number })),
      idempotency: { caller: "payer", key: "one", bodyHash: "one" },
    };
    const { number } = must(await ask((context) => createPayment(context, wish)));
    world.receipts.add(number);
    const visit = { city, number, by: payer };
    must(await ask((context) => handOver(context, { ...visit, description: "电费", ip: "127.0.0.1" })));
    wallet.pay(number);
    await ask((context) => comeBack(context, visit));
    await tell();
    await work();
    const asked = await ask((context) => askRefund(context, { ...visit, amount_fen: 150_000n, reason: "交错了" }));
    if (asked instanceof Refusal && asked.code !== "refund_asked_already") throw asked;
    const [refund] = await world.look<{ number: string }>(
      "select number from refunds where city = $1 and state = 'asked'",
      [city],
    );
    for (const id of ["a", "b"]) {
      await ask((context) => approveRefund(context, { city, number, refund: refund?.number ?? "", by: clerk(id) }));
    }
    await work();
    for (let half = 0; half < 4; half += 1) {
      await world.sleep(hours(25));
      await ask((context) => runReconciliation(context, [city]));
    }
  });
  await world.scheduler.run();
  const wrong = await broken({ world, people: new People(world), post });
  await world.close();
  return { statements, wrong, died };
}
