import { DemoWallet, demoWalletKey } from "../../../src/outside/payments/demo/index.ts";
import type { TestHouse } from "../../helpers/house.ts";

const city = "430621";
const account = "walk";
// Nobody listens there: what is told is told again.
const notifyUrl = "http://127.0.0.1:1/nobody";

/** The demonstration's wallet: paid, closed, refunded, told, billed. */
export async function walkWallet({ house, clock }: TestHouse): Promise<void> {
  const { database, secrets } = house;
  const keyOf = (of: string, name: string) => demoWalletKey(secrets, of, name);
  const wallet = new DemoWallet({ database, clock: () => clock.now, keyOf });
  const open = (number: string) =>
    wallet.open(city, {
      ...{ number, account, amount_fen: 4_000n, description: "工本费", payee: "岳阳县公安局", notifyUrl },
      ...{ returnUrl: notifyUrl, expiresAt: new Date(clock.now.getTime() + 600_000) },
    });
  const number = `${city}-walk-P1`;
  await open(`${city}-walk-P2`);
  await wallet.close(city, `${city}-walk-P2`);
  await open(number);
  await wallet.pay(city, number);
  await wallet.askRefund(city, { refund: `${city}-walk-R1`, number, account, amount_fen: 1_000n, notifyUrl });
  await wallet.tell([city]);
  const day = house.regions.calendarOf(city).dayOf(clock.now);
  for (const kind of ["payment", "refund"] as const) await wallet.lines({ city, account, day, kind }, undefined, 10);
}
