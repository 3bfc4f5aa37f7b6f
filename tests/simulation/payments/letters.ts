import { createCipheriv, createHmac, generateKeyPairSync, type KeyObject, randomBytes, sign } from "node:crypto";
import type { NotificationRefused, PaymentProvider, RawNotification } from "../../../src/domain/payments/index.ts";
import { demoAdapter } from "../../../src/outside/payments/demo/index.ts";
import { wechatAdapter } from "../../../src/outside/payments/wechat/index.ts";

/** What a notification is about, as the gateway's own books say it. */
export type Told =
  | { readonly kind: "payment"; readonly number: string; readonly amount_fen: bigint; readonly at: Date }
  | {
      readonly kind: "refund";
      readonly number: string;
      readonly refund: string;
      readonly amount_fen: bigint;
      readonly at: Date;
      readonly state: "succeeded" | "failed";
    };
/** How a letter is not what it says. */
export type Twist = "forged" | "altered" | "other_merchant";

/** Writes a gateway's notifications, signed for real; and those somebody else would write. */
export type Scribe = (told: Told, at: Date, twist?: Twist) => RawNotification;

/** Who reads and writes the letters of an account. The reader is the product's own adapter; what it is asked besides, the gateway answers. */
export type Correspondence = {
  readonly read: PaymentProvider["readNotification"];
  readonly answers: PaymentProvider["answers"];
  readonly write: Scribe;
  /** Told again it is the same letter byte for byte, its time included; otherwise it is written anew. */
  readonly isKept: boolean;
  /** Milliseconds before it tells again what was not taken. */
  readonly rhythm: readonly number[];
  /** Why we refuse each kind of false letter. */
  readonly refused: Readonly<Record<Twist, NotificationRefused["reason"]>>;
  /**
   * What we make of a letter that comes again after 300 s: refused as `old`; refused as `replayed` once we have heard it; or nothing, where a
   * letter is only a hint to ask.
   */
  readonly replay: "old" | "replayed" | "asked";
};

const seconds = (n: number) => n * 1_000;
const minutes = (n: number) => n * 60_000;
/** As WeChat Pay tells again, cut short: where nobody answers a whole night, we have asked. */
export const usual = {
  isKept: false,
  rhythm: [seconds(15), minutes(1), minutes(5), minutes(30), minutes(120)],
  refused: { forged: "forged", altered: "forged", other_merchant: "other_merchant" },
  replay: "old",
} as const;

export const raised = (told: Told): Told => ({ ...told, amount_fen: told.amount_fen + 1n });

export function demoLetters(city: string, account: string, clock: () => Date): Correspondence {
  const key = randomBytes(32);
  const stranger = randomBytes(32);
  const config = { base: "http://127.0.0.1:9/demo/wallet", city, account, payee: "收费单位" };
  const opened = demoAdapter.open({ config, secrets: { key: key.toString("hex") }, clock });
  const bodyOf = (told: Told): string => {
    const amount_fen = Number(told.amount_fen);
    const about =
      told.kind === "payment"
        ? { payment: { number: told.number, state: "paid", amount_fen, paid_at: told.at.toISOString() } }
        : { refund: { refund: told.refund, state: told.state, amount_fen, at: told.at.toISOString() } };
    return JSON.stringify({ id: `N-${told.number}-${told.kind}`, kind: told.kind, ...about });
  };
  return {
    ...usual,
    read: opened.readNotification,
    answers: opened.answers,
    write: (told, at, twist) => {
      const body = bodyOf(told);
      const place = twist === "other_merchant" ? `${city}/another` : `${city}/${account}`;
      const seconds = String(Math.floor(at.getTime() / 1_000));
      const nonce = randomBytes(16).toString("hex");
      const signature = createHmac("sha256", twist === "forged" ? stranger : key)
        .update(`notification\n${place}\n${seconds}\n${nonce}\n${body}\n`)
        .digest("hex");
      const headers = {
        "wallet-account": place,
        "wallet-timestamp": seconds,
        "wallet-nonce": nonce,
        "wallet-signature": signature,
      };
      return { headers, body: Buffer.from(twist === "altered" ? bodyOf(raised(told)) : body) };
    },
  };
}

const wechatMerchant = "1900000109";
const wechatApp = "wx8888888888888888";
let wechatKeys: { platform: KeyObject; stranger: KeyObject; publicPem: string; merchantPem: string } | undefined;

/** Made once: a key pair costs more than a whole small world. */
function keysOfWechat(): NonNullable<typeof wechatKeys> {
  if (wechatKeys) return wechatKeys;
  const pair = () => generateKeyPairSync("rsa", { modulusLength: 2048 });
  const platform = pair();
  wechatKeys = {
    platform: platform.privateKey,
    stranger: pair().privateKey,
    publicPem: platform.publicKey.export({ format: "pem", type: "spki" }).toString(),
    merchantPem: pair().privateKey.export({ format: "pem", type: "pkcs8" }).toString(),
  };
  return wechatKeys;
}

export function wechatLetters(clock: () => Date): Correspondence {
  const keys = keysOfWechat();
  const apiV3Key = "0123456789abcdef0123456789abcdef";
  const id = "PUB_KEY_ID_0119000001092026112200000001";
  const opened = wechatAdapter.open({
    config: {
      ...{ mode: "direct", mchid: wechatMerchant, serial_no: "1DDE55AD98ED71D6EDD4A4A16996DE7B47773A8C" },
      ...{ appid: wechatApp, ways: ["phone"], public_key: { id, pem: keys.publicPem }, base: "http://127.0.0.1:9" },
    },
    secrets: { private_key: keys.merchantPem, api_v3_key: apiV3Key },
    clock,
  });
  const sealedResource = (content: object, about: string) => {
    const nonce = randomBytes(6).toString("hex");
    const cipher = createCipheriv("aes-256-gcm", Buffer.from(apiV3Key), Buffer.from(nonce));
    cipher.setAAD(Buffer.from(about));
    const bytes = Buffer.concat([cipher.update(JSON.stringify(content), "utf8"), cipher.final(), cipher.getAuthTag()]);
    return { algorithm: "AEAD_AES_256_GCM", ciphertext: bytes.toString("base64"), associated_data: about, nonce };
  };
  const bodyOf = (told: Told, mchid: string): string => {
    const fen = Number(told.amount_fen);
    const isPayment = told.kind === "payment";
    const about = isPayment
      ? {
          ...{ mchid, appid: wechatApp, out_trade_no: told.number, transaction_id: `42${told.number.slice(-20)}` },
          ...{ trade_state: "SUCCESS", success_time: told.at.toISOString(), amount: { total: fen, currency: "CNY" } },
        }
      : {
          ...{ mchid, out_trade_no: told.number, out_refund_no: told.refund, refund_id: `50${told.refund.slice(-20)}` },
          refund_status: told.state === "succeeded" ? "SUCCESS" : "ABNORMAL",
          ...{ success_time: told.at.toISOString(), amount: { refund: fen, total: fen, currency: "CNY" } },
        };
    const kind = isPayment ? "transaction" : "refund";
    const event = isPayment ? "TRANSACTION.SUCCESS" : told.state === "succeeded" ? "REFUND.SUCCESS" : "REFUND.ABNORMAL";
    return JSON.stringify({
      id: `EV-${told.number}-${kind}`,
      event_type: event,
      resource: sealedResource(about, kind),
    });
  };
  return {
    ...usual,
    read: opened.readNotification,
    answers: opened.answers,
    write: (told, at, twist) => {
      const body = bodyOf(told, twist === "other_merchant" ? "1900000999" : wechatMerchant);
      const seconds = String(Math.floor(at.getTime() / 1_000));
      const nonce = randomBytes(16).toString("hex");
      const key = twist === "forged" ? keys.stranger : keys.platform;
      const signature = sign("sha256", Buffer.from(`${seconds}\n${nonce}\n${body}\n`), key).toString("base64");
      const headers = {
        ...{ "wechatpay-timestamp": seconds, "wechatpay-nonce": nonce, "wechatpay-serial": id },
        ...{ "wechatpay-signature": signature, "wechatpay-signature-type": "WECHATPAY2-SHA256-RSA2048" },
      };
      return { headers, body: Buffer.from(twist === "altered" ? bodyOf(raised(told), wechatMerchant) : body) };
    },
  };
}
