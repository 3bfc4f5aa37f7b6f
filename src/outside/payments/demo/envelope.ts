import { createHmac, randomUUID, timingSafeEqual } from "node:crypto";
import type { Secrets } from "../../../foundation/secrets/index.ts";

const clockWindow = 300;

/** Who says something to whom, and when. */
export type Envelope = {
  readonly kind: "request" | "answer" | "notification";
  readonly city: string;
  readonly account: string;
  readonly now: Date;
};

/** The key that the wallet and an account share, derived so that every process of a demonstration knows it. Hex of it is the secret `key`. */
export function demoWalletKey(secrets: Pick<Secrets, "tokenKey">, city: string, account: string): Buffer {
  return createHmac("sha256", secrets.tokenKey).update(`demo-wallet\n${city}\n${account}`).digest();
}

/** Headers that vouch for a body: HMAC-SHA256 over kind, account, time, nonce and the body, each with a line end. */
export function sealed(
  key: Buffer,
  { kind, city, account, now }: Envelope,
  body: string,
  nonce: string = randomUUID(),
): Record<string, string> {
  const timestamp = String(Math.floor(now.getTime() / 1_000));
  const text = `${kind}\n${city}/${account}\n${timestamp}\n${nonce}\n${body}\n`;
  return {
    "wallet-account": `${city}/${account}`,
    "wallet-timestamp": timestamp,
    "wallet-nonce": nonce,
    "wallet-signature": createHmac("sha256", key).update(text).digest("hex"),
  };
}

export type Opened = {
  readonly city: string;
  readonly account: string;
  readonly nonce: string;
  readonly verdict: "right" | "forged" | "old";
};

/** Who signed, and whether rightly and of now; undefined where the headers are none. */
export function opened(
  kind: Envelope["kind"],
  header: (name: string) => string | undefined,
  body: Buffer,
  { keyOf, now }: { keyOf: (of: { city: string; account: string }) => Buffer; now: Date },
): Opened | undefined {
  const [account, timestamp, nonce, signature] = ["account", "timestamp", "nonce", "signature"].map((name) =>
    header(`wallet-${name}`),
  );
  const [, city = "", name = ""] = /^(\d{6})\/([a-z0-9-]{1,40})$/.exec(account ?? "") ?? [];
  if (city === "" || !/^\d{1,12}$/.test(timestamp ?? "") || !/^[0-9a-f-]{16,64}$/.test(nonce ?? "")) return undefined;
  if (!/^[0-9a-f]{64}$/.test(signature ?? "")) return undefined;
  const hmac = createHmac("sha256", keyOf({ city, account: name }));
  hmac.update(`${kind}\n${account}\n${timestamp}\n${nonce}\n`).update(body).update("\n");
  const isRight = timingSafeEqual(hmac.digest(), Buffer.from(signature ?? "", "hex"));
  const isOld = Math.abs(now.getTime() / 1_000 - Number(timestamp)) > clockWindow;
  return { city, account: name, nonce: nonce ?? "", verdict: !isRight ? "forged" : isOld ? "old" : "right" };
}
