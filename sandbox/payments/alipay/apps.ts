import {
  createHash,
  createPrivateKey,
  createPublicKey,
  generateKeyPairSync,
  type KeyObject,
  randomBytes,
  X509Certificate,
} from "node:crypto";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { ControlError } from "../../support/agency.ts";
import { Kept } from "../../support/kept.ts";
import { writeWhole } from "../../support/keys.ts";
import { makeCertificate } from "./x509.ts";

/** An app as its owner set it up at the open platform. */
export type App = {
  readonly id: string;
  readonly seller: string;
  /** PEM (SPKI) of the app's own key. */
  readonly publicKey: string;
  readonly mode: "key" | "certificate";
  readonly certificate: string;
  /** Base64; with it, contents are encrypted. */
  readonly encryptKey?: string;
  /** What a payer is called towards this app. */
  readonly payers: "open_id" | "user_id";
};

/** What the stand-in keeps for itself. */
type Own = { readonly key: string; readonly root: string; readonly rootKey: string; readonly certificate: string };

const issuer = [
  ["C", "CN"],
  ["O", "Sandbox Financial"],
  ["OU", "Certification Authority"],
  ["CN", "Sandbox Certification Authority R1"],
] as const;

/** Keys of the gateway, and the apps it knows. All are made at the first start. */
export class Apps {
  readonly privateKey: KeyObject;
  readonly publicKey: string;
  readonly certificate: string;
  readonly certificateNumber: string;
  readonly roots: string;
  readonly rootNumber: string;
  readonly #rootKey: KeyObject;
  readonly #apps: Kept<App>;
  #stranger: KeyObject | undefined;

  constructor(folder: string) {
    const path = join(folder, "gateway.json");
    if (!existsSync(path)) writeWhole(path, JSON.stringify(fresh()));
    const own = JSON.parse(readFileSync(path, "utf8")) as Own;
    this.privateKey = createPrivateKey(own.key);
    this.publicKey = pemOf(createPublicKey(this.privateKey));
    this.certificate = own.certificate;
    this.certificateNumber = numberOf(own.certificate);
    this.roots = own.root;
    this.rootNumber = numberOf(own.root);
    this.#rootKey = createPrivateKey(own.rootKey);
    this.#apps = new Kept(join(folder, "apps.jsonl"));
  }

  get(id: string): App | undefined {
    return this.#apps.get(id);
  }

  /** `app_cert_sn` of a certificate. */
  numberOf(pem: string): string {
    return numberOf(pem);
  }

  /** Another's key, for what is to look forged. */
  get stranger(): KeyObject {
    this.#stranger ??= newKey();
    return this.#stranger;
  }

  /** `{app_id, seller_id?, public_key, mode?, encrypt?, payers?}`. */
  put(wish: Readonly<Record<string, unknown>>): App {
    const {
      app_id: id,
      seller_id: seller = "2088000000000001",
      public_key: key,
      mode = "key",
      payers = "open_id",
    } = wish;
    if (typeof id !== "string" || !/^\d{16}$/.test(id)) throw new ControlError("app_id: 16 digits");
    if (typeof seller !== "string" || !/^2088\d{12}$/.test(seller))
      throw new ControlError("seller_id: 2088 and 12 digits");
    if (mode !== "key" && mode !== "certificate") throw new ControlError("mode: key or certificate");
    if (payers !== "open_id" && payers !== "user_id") throw new ControlError("payers: open_id or user_id");
    if (typeof key !== "string") throw new ControlError("public_key: PEM");
    const publicKey = createPublicKey(key);
    const certificate = makeCertificate({
      subject: [
        ["C", "CN"],
        ["O", "Onewindow"],
        ["CN", id],
      ],
      issuer,
      serial: BigInt(`0x00${randomBytes(16).toString("hex")}`),
      publicKey,
      signer: this.#rootKey,
      ...years(5),
      isAuthority: false,
    });
    const encryptKey = wish["encrypt"] === true ? randomBytes(16).toString("base64") : undefined;
    const app: App = {
      ...{ id, seller, mode, payers, certificate, publicKey: pemOf(publicKey) },
      ...(encryptKey === undefined ? {} : { encryptKey }),
    };
    return this.#apps.put(id, app);
  }
}

export const newKey = (): KeyObject => generateKeyPairSync("rsa", { modulusLength: 2048 }).privateKey;
export const pemOf = (key: KeyObject): string => key.export({ type: "spki", format: "pem" }).toString();

/** MD5 of the issuer's name, backwards, and the serial number in decimals. */
function numberOf(pem: string): string {
  const { issuer: name, serialNumber } = new X509Certificate(pem);
  const backwards = name.split("\n").reverse().join(",");
  return createHash("md5")
    .update(`${backwards}${BigInt(`0x${serialNumber}`)}`)
    .digest("hex");
}

function fresh(): Own {
  const [key, rootKey] = [newKey(), newKey()];
  const common = { issuer, signer: rootKey, ...years(10) };
  const root = makeCertificate({
    ...{ ...common, subject: issuer, serial: 0x1fcfa18d6a480d11n },
    ...{ publicKey: createPublicKey(rootKey), isAuthority: true },
  });
  const certificate = makeCertificate({
    ...{ ...common, serial: BigInt(`0x00${randomBytes(8).toString("hex")}`), isAuthority: false },
    subject: [
      ["C", "CN"],
      ["O", "Sandbox Alipay"],
      ["CN", "Sandbox Alipay RSA2"],
    ],
    publicKey: createPublicKey(key),
  });
  const pem = (one: KeyObject) => one.export({ type: "pkcs8", format: "pem" }).toString();
  return { key: pem(key), rootKey: pem(rootKey), root, certificate };
}

function years(count: number): { readonly from: Date; readonly until: Date } {
  const now = Date.now();
  return { from: new Date(now - 86_400_000), until: new Date(now + count * 365 * 86_400_000) };
}
