import { createPrivateKey, createPublicKey, generateKeyPairSync, type KeyObject, sign } from "node:crypto";

export const city = "430621";
/** Bills of one account at its biller; as many as a page of them holds. */
export const billsPerAccount = 50;

/** An app at Alipay made for one run: our key, its owner's; Alipay's own, with which the bench tells as Alipay does. */
export type AlipayKeys = {
  readonly app_id: string;
  readonly seller_id: string;
  readonly private_key: string;
  readonly alipay_private_key: string;
  readonly alipay_public_key: string;
};

export function newAlipay(): AlipayKeys {
  const pair = () => generateKeyPairSync("rsa", { modulusLength: 2048 });
  const [own, theirs] = [pair(), pair()];
  const privateText = (key: KeyObject) => key.export({ type: "pkcs8", format: "der" }).toString("base64");
  return {
    app_id: "2021000000000001",
    seller_id: "2088000000000001",
    private_key: privateText(own.privateKey),
    alipay_private_key: privateText(theirs.privateKey),
    alipay_public_key: theirs.publicKey.export({ type: "spki", format: "der" }).toString("base64"),
  };
}

export const privateKeyOf = (text: string): KeyObject =>
  createPrivateKey({ key: Buffer.from(text, "base64"), format: "der", type: "pkcs8" });
export const publicKeyOf = (text: string): KeyObject =>
  createPublicKey({ key: Buffer.from(text, "base64"), format: "der", type: "spki" });

const china = (at: Date) => new Date(at.getTime() + 8 * 3_600_000).toISOString().slice(0, 19).replace("T", " ");

/** The body by which Alipay tells that a payment of 136.74 yuan came in. */
export function told(keys: AlipayKeys, key: KeyObject, number: string, at: Date): string {
  const serial = number.replaceAll("-", "");
  const fields: Record<string, string> = {
    ...{ notify_type: "trade_status_sync", notify_id: `N${serial}`, notify_time: china(at), charset: "utf-8" },
    ...{ version: "1.0", app_id: keys.app_id, seller_id: keys.seller_id, out_trade_no: number },
    ...{ trade_no: `T${serial}`.slice(0, 28), trade_status: "TRADE_SUCCESS", total_amount: "136.74" },
    ...{ receipt_amount: "136.74", gmt_create: china(at), gmt_payment: china(at) },
  };
  const text = Object.keys(fields)
    .sort()
    .map((name) => `${name}=${fields[name]}`)
    .join("&");
  const signature = sign("sha256", Buffer.from(text), key).toString("base64");
  return new URLSearchParams({ ...fields, sign: signature, sign_type: "RSA2" }).toString();
}
