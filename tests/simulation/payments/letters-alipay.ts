import { createHash, generateKeyPairSync, type KeyObject, sign } from "node:crypto";
import { makeCertificate } from "../../../sandbox/payments/alipay/x509.ts";
import { alipayAdapter } from "../../../src/outside/payments/alipay/index.ts";
import { type Correspondence, raised, type Told, usual } from "./letters.ts";

const seller = "2088000000000001";
const apps = { v2: "2021000000000002", v3: "2021000000000003" } as const;
const minutes = (n: number) => n * 60_000;

type Keys = {
  readonly alipay: KeyObject;
  readonly stranger: KeyObject;
  readonly ownPem: string;
  readonly byKey: object;
  readonly byCertificate: object;
};
let keys: Keys | undefined;

/** Made once: a key pair costs more than a whole small world. */
function keysOfAlipay(): Keys {
  if (keys) return keys;
  const pair = () => generateKeyPairSync("rsa", { modulusLength: 2048 });
  const [own, alipay, stranger, root] = [pair(), pair(), pair(), pair()];
  const certificate = (name: string, serial: bigint, of: typeof own, issuer: string) =>
    makeCertificate({
      ...{
        subject: [["CN", name]],
        issuer: [["CN", issuer]],
        serial,
        publicKey: of.publicKey,
        signer: root.privateKey,
      },
      ...{ from: new Date("2026-01-01"), until: new Date("2036-01-01"), isAuthority: name === issuer },
    });
  keys = {
    alipay: alipay.privateKey,
    stranger: stranger.privateKey,
    ownPem: own.privateKey.export({ format: "pem", type: "pkcs8" }).toString(),
    byKey: {
      mode: "key",
      alipay_public_key: alipay.publicKey.export({ format: "pem", type: "spki" }).toString(),
    },
    byCertificate: {
      mode: "certificate",
      app_certificate: certificate("app", 2n, own, "root"),
      alipay_certificate: certificate("alipay", 3n, alipay, "root"),
      root_certificates: certificate("root", 1n, root, "root"),
    },
  };
  return keys;
}

const chinaTime = (at: Date) => new Date(at.getTime() + 8 * 3_600_000).toISOString().slice(0, 19).replace("T", " ");
const yuan = (fen: bigint) => `${fen / 100n}.${String(fen % 100n).padStart(2, "0")}`;

/**
 * Alipay's forms, signed by RSA2. It keeps a letter as it wrote it, the time in it too: what it tells again after five minutes looks like a
 * replay. `v3` knows each other by keys, `v2` by certificates. Of a refund that failed it says nothing.
 */
export function alipayLetters(protocol: "v2" | "v3", clock: () => Date): Correspondence {
  const { alipay, stranger, ownPem, byKey, byCertificate } = keysOfAlipay();
  const app_id = apps[protocol];
  const config = {
    ...{ protocol, app_id, seller_id: seller, ways: { phone: "wap" }, gateway: "http://127.0.0.1:9" },
    keys: protocol === "v2" ? byCertificate : byKey,
  };
  const opened = alipayAdapter.open({ config, secrets: { private_key: ownPem }, clock });
  const fieldsOf = (told: Told, at: Date): Record<string, string> => {
    const isPayment = told.kind === "payment";
    const subject = isPayment ? told.number : told.refund;
    return {
      ...{ app_id, seller_id: seller, charset: "utf-8", notify_type: "trade_status_sync", version: "1.0" },
      notify_id: createHash("sha256").update(`${app_id} ${subject}`).digest("hex").slice(0, 34),
      notify_time: chinaTime(at),
      ...{ out_trade_no: told.number, trade_no: `w${told.number}`, subject: "电费", trade_status: "TRADE_SUCCESS" },
      ...{ total_amount: yuan(told.amount_fen), gmt_payment: chinaTime(told.at) },
      ...(isPayment
        ? {}
        : { refund_fee: yuan(told.amount_fen), out_biz_no: told.refund, gmt_refund: `${chinaTime(told.at)}.143` }),
    };
  };
  return {
    ...usual,
    isKept: true,
    rhythm: [4, 10, 10, 60, 120, 360].map(minutes),
    replay: "replayed",
    read: opened.readNotification,
    answers: opened.answers,
    write: (told, at, twist) => {
      const fields = fieldsOf(told, at);
      if (twist === "other_merchant") {
        // Another app of the same seller, or another seller.
        if (told.number.endsWith("0")) fields["seller_id"] = "2088000000000009";
        else fields["app_id"] = "2021000000000009";
      }
      const text = Object.entries(fields)
        .toSorted(([one], [other]) => (one < other ? -1 : 1))
        .map(([name, value]) => `${name}=${value}`)
        .join("&");
      const signature = sign("sha256", Buffer.from(text), twist === "forged" ? stranger : alipay).toString("base64");
      const sent = twist === "altered" ? fieldsOf(raised(told), at) : fields;
      const form = new URLSearchParams({ ...sent, sign: signature, sign_type: "RSA2" });
      return { headers: { "content-type": "application/x-www-form-urlencoded" }, body: Buffer.from(form.toString()) };
    },
  };
}
