import { generateKeyPairSync, type KeyObject, randomBytes, sign } from "node:crypto";
import { treasuryAdapter } from "../../../src/outside/payments/treasury/index.ts";
import { readHint } from "../../../src/outside/payments/treasury/nontax-notice.ts";
import { type Correspondence, raised, type Told, usual } from "./letters.ts";

const merchant = "onewindow-430621";
let keys: { treasury: KeyObject; stranger: KeyObject; publicPem: string; ownPem: string } | undefined;

function keysOfTreasury(): NonNullable<typeof keys> {
  if (keys) return keys;
  const [treasury, stranger, own] = [1, 2, 3].map(() => generateKeyPairSync("ed25519"));
  if (!treasury || !stranger || !own) throw new Error("no keys");
  keys = {
    treasury: treasury.privateKey,
    stranger: stranger.privateKey,
    publicPem: treasury.publicKey.export({ format: "pem", type: "spki" }).toString(),
    ownPem: own.privateKey.export({ format: "pem", type: "pkcs8" }).toString(),
  };
  return keys;
}

/** A treasury's own cashier (docs/operating/payments-treasury.md): signed headers over the body, Ed25519. */
export function cashierLetters(clock: () => Date): Correspondence {
  const { treasury, stranger, publicPem, ownPem } = keysOfTreasury();
  const opened = treasuryAdapter.open({
    config: {
      ...{ dialect: "cashier", base: "http://127.0.0.1:9", merchant, algorithm: "ed25519", key_id: "own-1" },
      treasury_keys: [{ id: "treasury-1", public_key: publicPem }],
    },
    secrets: { private_key: ownPem },
    clock,
  });
  const bodyOf = (told: Told): string => {
    const amount_fen = Number(told.amount_fen);
    const about =
      told.kind === "payment"
        ? { payment: { order: told.number, reference: `w${told.number}`, state: "paid", amount_fen, paid_at: told.at } }
        : {
            refund: {
              ...{ order: told.number, refund: told.refund, reference: `w${told.refund}` },
              ...{ state: told.state, amount_fen, at: told.at },
            },
          };
    return JSON.stringify({ id: `N-${told.number}-${told.kind}`, kind: told.kind, ...about });
  };
  return {
    ...usual,
    read: opened.readNotification,
    answers: opened.answers,
    write: (told, at, twist) => {
      const body = bodyOf(told);
      const whom = twist === "other_merchant" ? "another-city" : merchant;
      const timestamp = String(Math.floor(at.getTime() / 1_000));
      const nonce = randomBytes(12).toString("hex");
      const text = `notification\n${whom}\n${timestamp}\n${nonce}\n${body}\n`;
      const headers = {
        ...{ "cashier-merchant": whom, "cashier-key": "treasury-1" },
        ...{ "cashier-timestamp": timestamp, "cashier-nonce": nonce },
        "cashier-signature": sign(null, Buffer.from(text), twist === "forged" ? stranger : treasury).toString("base64"),
      };
      return { headers, body: Buffer.from(twist === "altered" ? bodyOf(raised(told)) : body) };
    },
  };
}

/** Orders of the non-tax platform, as `getorder` shows them. */
export type AskPlatform = Parameters<typeof readHint>[2];
export const nontaxApp = "wx7777777777777777";

/**
 * WeChat's non-tax platform: nothing is signed that could be checked, so a letter is a hint which order to ask about. Whoever writes one,
 * early or late, once or often, has us ask and no more.
 */
export function nontaxLetters(ask: AskPlatform, clock: () => Date): Correspondence {
  const { answers } = treasuryAdapter.open({
    config: {
      ...{ dialect: "wechat-nontax", appid: nontaxApp, service_id: 12, mch_id: "1900000109" },
      base: "http://127.0.0.1:9",
    },
    secrets: { app_secret: "secret" },
    clock,
  });
  return {
    ...usual,
    refused: { forged: "forged", altered: "altered", other_merchant: "other_merchant" },
    replay: "asked",
    read: (raw) => readHint(raw, nontaxApp, ask),
    answers,
    write: (told, _at, twist) => {
      const isAltered = twist === "altered";
      const hint = {
        appid: twist === "other_merchant" ? "wx9999999999999999" : nontaxApp,
        order_id: `${twist === "forged" ? "x" : "w"}${told.number}`,
        status: 3,
        // Of a refund the platform says the order's sum, which the letter leaves out.
        ...(told.kind === "payment" || isAltered ? { fee: Number(told.amount_fen) + (isAltered ? 1 : 0) } : {}),
        ...(told.kind === "refund" ? { refund_out_id: told.refund } : {}),
      };
      return { headers: {}, body: Buffer.from(JSON.stringify(hint)) };
    },
  };
}
