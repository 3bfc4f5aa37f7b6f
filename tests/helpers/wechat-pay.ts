import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, afterEach, beforeAll, beforeEach, expect } from "vitest";
import { type Sandbox, startSandbox } from "../../sandbox/start.ts";
import {
  type AccountParts,
  type Notification,
  NotificationRefused,
  type PayingFrom,
  type PaymentProvider,
  type StartRequest,
} from "../../src/domain/payments/index.ts";
import { wechatAdapter } from "../../src/outside/payments/wechat/index.ts";

export { sealed, signatureHeaders } from "../../sandbox/payments/wechat/protocol.ts";

type Change = Readonly<Record<string, unknown>> & { readonly secrets?: Readonly<Record<string, string>> };

/** The adapter and WeChat Pay's stand-in, with somebody at our notify address who reads what comes. */
export class WechatPay {
  #sandbox: Sandbox | undefined;
  #receiver: Server | undefined;
  #count = 0;
  /** Who reads what comes to our notify address. */
  reader: PaymentProvider | undefined;
  told: (Notification | Error)[] = [];
  /** Seconds by which our clock is ahead. */
  ahead = 0;
  readonly clock = (): Date => new Date(Date.now() + this.ahead * 1_000);

  get sandbox(): Sandbox {
    if (!this.#sandbox) throw new Error("not started");
    return this.#sandbox;
  }

  get notifyUrl(): string {
    if (!this.#receiver) throw new Error("not started");
    return `http://127.0.0.1:${(this.#receiver.address() as AddressInfo).port}/pay/notify/wechat/430621/1`;
  }

  readonly control = <T = Record<string, unknown>>(what: string, wish?: object): Promise<T> =>
    this.sandbox.control<T>("wechat-pay", what, wish);

  readonly mood = (mood: string, more: object = {}): Promise<void> =>
    this.sandbox.mood("wechat-pay", { mood, times: 1, ...more });

  async start(): Promise<void> {
    this.#sandbox = await startSandbox({ only: ["wechat-pay"] });
    this.#receiver = createServer(async (request, response) => {
      const parts: Buffer[] = [];
      try {
        for await (const part of request as AsyncIterable<Buffer>) parts.push(part);
      } catch {
        return;
      }
      const headers = Object.fromEntries(Object.entries(request.headers).map(([name, value]) => [name, String(value)]));
      const { reader } = this;
      if (!reader) throw new Error("nobody reads");
      try {
        this.told.push(await reader.readNotification({ headers, body: Buffer.concat(parts) }, this.clock()));
        response.writeHead(reader.answers.taken.status).end(reader.answers.taken.body);
      } catch (error) {
        this.told.push(error as Error);
        response.writeHead(reader.answers.notTaken.status).end(reader.answers.notTaken.body);
      }
    });
    await new Promise<void>((done) => this.#receiver?.listen(0, "127.0.0.1", done));
  }

  async well(): Promise<void> {
    this.told = [];
    this.ahead = 0;
    await this.control("DELETE /control/mood");
    await this.control("POST /control/time", { ahead: 0, speed: 1_000 });
    await this.control("POST /control/trust", { trust: "public_key" });
  }

  async stop(): Promise<void> {
    this.#receiver?.close();
    this.#receiver?.closeAllConnections();
    await this.sandbox.stop();
  }

  /** 0: the direct merchant, 1: the service provider for its sub-merchant. A value of undefined leaves a key out. */
  account(
    index: 0 | 1,
    { secrets, ...change }: Change = {},
  ): AccountParts & { readonly config: Record<string, unknown> } {
    const { address = "", wechat } = this.sandbox.at("wechat-pay");
    const merchant = wechat?.merchants[index];
    if (!wechat || !merchant) throw new Error("the stand-in says nothing");
    const [official, mini] = Object.entries(merchant.apps);
    const [sub] = Object.entries(merchant.subs ?? {});
    const [subOfficial, subMini] = Object.entries(sub?.[1].apps ?? {});
    const config = {
      mode: sub ? "partner" : "direct",
      mchid: merchant.mchid,
      serial_no: merchant.serial_no,
      appid: official?.[0],
      ...(sub
        ? { sub_mchid: sub[0], sub_appid: subOfficial?.[0], mini_appid: subMini?.[0] }
        : { mini_appid: mini?.[0] }),
      ways: ["inside", "phone", "desktop", "mini"],
      public_key: wechat.public_key,
      base: address,
      oauth: { authorize: `${address}/connect/oauth2/authorize`, token: `${address}/sns/oauth2/access_token` },
      bridge: `${address}/bridge`,
      ...change,
    };
    return {
      config: Object.fromEntries(Object.entries(config).filter(([, value]) => value !== undefined)),
      secrets: {
        private_key: merchant.private_key,
        api_v3_key: merchant.api_v3_key,
        app_secret: (sub ? subOfficial : official)?.[1] ?? "",
        ...secrets,
      },
      clock: this.clock,
    };
  }

  open(index: 0 | 1 = 0, change?: Change): PaymentProvider {
    const parts = this.account(index, change);
    expect(wechatAdapter.check(parts.config)).toEqual([]);
    this.reader = wechatAdapter.open(parts);
    return this.reader;
  }

  async request(from: PayingFrom, index: 0 | 1 = 0, change: Partial<StartRequest> = {}): Promise<StartRequest> {
    this.#count += 1;
    const { config } = this.account(index);
    const appid = from === "mini" ? config["mini_appid"] : (config["sub_appid"] ?? config["appid"]);
    const wants = from === "inside" || from === "mini";
    const people = wants
      ? await this.control<{ items: { openid: string }[] }>(`GET /control/people?appid=${appid}`)
      : undefined;
    return {
      number: `430621-20261122-P${String(this.#count).padStart(6, "0")}`,
      amount_fen: 10_937n,
      description: "2026年10月电费",
      from,
      expiresAt: new Date(this.clock().getTime() + 900_000),
      ip: "127.0.0.1",
      returnUrl: "http://127.0.0.1:9/pay/back",
      notifyUrl: this.notifyUrl,
      ...(people ? { payer: people.items[0]?.openid ?? "" } : {}),
      ...change,
    };
  }

  payments() {
    return this.told.flatMap((one) => ("kind" in one && one.kind === "payment" ? [one] : []));
  }

  refusals() {
    return this.told.flatMap((one) => (one instanceof NotificationRefused ? [one.reason] : []));
  }
}

/** One for the whole file, well again before each test. */
export function wechatPay(): WechatPay {
  const pay = new WechatPay();
  beforeAll(() => pay.start());
  beforeEach(() => pay.well());
  afterEach(() => pay.control("DELETE /control/mood"));
  afterAll(() => pay.stop());
  return pay;
}
