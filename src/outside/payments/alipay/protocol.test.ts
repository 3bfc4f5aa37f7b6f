import { spawnSync } from "node:child_process";
import { createPublicKey, generateKeyPairSync } from "node:crypto";
import { join } from "node:path";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { ProviderFailure, ProviderRefusal } from "../../../domain/payments/index.ts";
import { raise } from "./errors.ts";
import { signText } from "./gateway.ts";
import { ContentCipher, certificateNumber, readPrivateKey, readPublicKey, sign, verify } from "./keys.ts";
import { memberOf } from "./member.ts";
import { chinaTime, cutBytes, readChinaTime, readYuan, yuan } from "./values.ts";

const { privateKey, publicKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });

describe("amounts", () => {
  test("fen and yuan are the same amount, without floating point", () => {
    fc.assert(
      fc.property(fc.bigInt({ min: 0n, max: 10n ** 14n }), (fen) => {
        expect(readYuan(yuan(fen))).toBe(fen);
        expect(readYuan(`-${yuan(fen)}`)).toBe(-fen);
      }),
    );
  });

  test.each([
    ["0.1", 10n],
    ["1234.5", 123450n],
    [" 28790.16\t", 2879016n],
    ["0.29", 29n],
    ["-0.01", -1n],
  ])("%s is read", (text, fen) => expect(readYuan(text)).toBe(fen));

  test.each(["", "1.234", "1e3", "1,000.00", ".5", "5.", "--1", "+1", "NaN", "１.00", 5, null])(
    "%s is no amount",
    (text) => expect(readYuan(text)).toBeUndefined(),
  );
});

describe("China's time", () => {
  test("written and read it is the same second", () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 4_000_000_000 }), (seconds) => {
        const at = new Date(seconds * 1_000);
        expect(readChinaTime(chinaTime(at))).toEqual(at);
      }),
    );
  });

  test.each(["2026-02-30 10:00:00", "2026-13-01 10:00:00", "2026-01-01T10:00:00", "2026-01-01 25:00:00", "", 5])(
    "%s is none",
    (text) => expect(readChinaTime(text)).toBeUndefined(),
  );

  test.each(["UTC", "America/New_York", "Asia/Shanghai"])("it does not depend on the machine's zone: %s", (zone) => {
    const script = `const { chinaTime, readChinaTime } = await import(${JSON.stringify(join(import.meta.dirname, "values.ts"))});
      const at = new Date("2026-03-08T07:30:00Z");
      console.log(at.getHours(), chinaTime(at), readChinaTime("2026-03-08 15:30:00.143").toISOString());`;
    const { stdout } = spawnSync(process.execPath, ["--input-type=module", "-e", script], {
      env: { PATH: process.env["PATH"], TZ: zone },
      encoding: "utf8",
    });
    const [hour, ...rest] = stdout.trim().split(" ");
    expect(rest.join(" ")).toBe("2026-03-08 15:30:00 2026-03-08T07:30:00.143Z");
    expect(hour).toBe({ UTC: "7", "America/New_York": "3", "Asia/Shanghai": "15" }[zone]);
  });
});

test("a text is cut between characters", () => {
  expect(cutBytes("电费缴纳", 7)).toBe("电费");
  fc.assert(
    fc.property(fc.string({ unit: "grapheme" }), fc.nat(200), (text, most) => {
      const cut = cutBytes(text, most);
      expect(text.startsWith(cut)).toBe(true);
      expect(Buffer.byteLength(cut)).toBeLessThanOrEqual(most);
      expect(Buffer.from(cut).toString()).toBe(cut);
    }),
  );
});

describe("keys", () => {
  const base64 = (type: "pkcs1" | "pkcs8") => privateKey.export({ type, format: "der" }).toString("base64");

  test.each([
    ["PEM", () => privateKey.export({ type: "pkcs8", format: "pem" }).toString()],
    ["one line of PKCS #8", () => base64("pkcs8")],
    ["one line of PKCS #1", () => base64("pkcs1")],
    ["lines of PKCS #8", () => (base64("pkcs8").match(/.{1,64}/g) ?? []).join("\r\n")],
  ])("a private key is read from %s", (_what, text) => {
    const signature = sign("text", readPrivateKey(text()));
    const line = publicKey.export({ type: "spki", format: "der" }).toString("base64");
    expect(verify("text", signature, readPublicKey(line))).toBe(true);
    expect(verify("Text", signature, readPublicKey(line))).toBe(false);
  });

  test("what is no RSA key of 2048 bits is none", () => {
    const small = generateKeyPairSync("rsa", { modulusLength: 1024 }).privateKey;
    const other = generateKeyPairSync("ed25519").privateKey;
    expect(() => readPrivateKey("secret")).toThrow("not an RSA key");
    expect(() => readPrivateKey(other.export({ type: "pkcs8", format: "pem" }).toString())).toThrow("not an RSA key");
    expect(() => readPrivateKey(small.export({ type: "pkcs8", format: "pem" }).toString())).toThrow("2048");
    expect(() => readPublicKey(base64("pkcs8"))).toThrow("not an RSA key");
  });

  test("a signature is base64 and nothing beside it", () => {
    const signature = sign("text", privateKey);
    for (const other of [
      `${signature} `,
      `${signature}=`,
      signature.replace(/^./, " $&"),
      "",
      "\n",
      signature.slice(4),
    ])
      expect(verify("text", other, createPublicKey(privateKey))).toBe(false);
  });

  test("a certificate's number is that of Alipay's own roots", () => {
    // As printed by the certificates of alipayRootCert.crt; the numbers are those Alipay expects.
    const ant = "C=CN\nO=Ant Financial\nOU=Certification Authority\nCN=Ant Financial Certification Authority R1";
    const iTrus = "C=CN\nO=iTrusChina\nOU=China Trust Network\nCN=iTrusChina Class 2 Root CA - G3";
    expect(certificateNumber({ issuer: ant, serialNumber: "1FCFA18D6A480D11" })).toBe(
      "687b59193f3f462dd5336e5abf83c5d8",
    );
    expect(certificateNumber({ issuer: iTrus, serialNumber: "10C764E9D560384212D9C08FD10E373FDD0FB396" })).toBe(
      "02941eef3187dddf3d3b83462e1dfcf6",
    );
  });

  test("contents are AES-CBC with a vector of zeros", () => {
    const cipher = new ContentCipher(Buffer.alloc(16, 7).toString("base64"));
    fc.assert(fc.property(fc.string({ unit: "binary" }), (text) => cipher.decrypt(cipher.encrypt(text)) === text));
    expect(() => new ContentCipher(Buffer.alloc(16, 8).toString("base64")).decrypt(cipher.encrypt("text"))).toThrow();
    expect(() => new ContentCipher("short")).toThrow("16, 24 or 32");
  });
});

describe("the bytes that were signed", () => {
  test("are those of the member, whatever is around and within", () => {
    const json = fc.json({ depthSize: "small" });
    fc.assert(
      fc.property(json, json, fc.constantFrom("", " ", "\n\t"), (value, other, space) => {
        const text = `{${space}"other"${space}:${space}${other}${space},"answer":${space}${value}${space},"sign":"x"${space}}`;
        expect(memberOf(Buffer.from(text), "answer")?.toString()).toBe(value.trim());
      }),
    );
  });

  test("a name within a text or an inner object is another one", () => {
    const raw = '{"a":{"sign":"inner"},"b":"\\",\\"sign\\":\\"text\\"","sign":"outer"}';
    expect(memberOf(Buffer.from(raw), "sign")?.toString()).toBe('"outer"');
    expect(memberOf(Buffer.from('{"a":{"sign":"inner"}}'), "sign")).toBeUndefined();
  });

  test.each([
    '{"a":1,"a":2}',
    '{"a":1',
    '{"a":1}{"a":2}',
    '["a"]',
    '{"a":"1}',
    "",
    "{",
    '{"a"}',
    '{"a":}',
    '{"a":[}',
    "{a:1}",
  ])("%s has none", (raw) => expect(memberOf(Buffer.from(raw), "a")).toBeUndefined());
});

test("parameters are signed sorted, without empty ones, with their values as they are", () => {
  expect(signText(Object.entries({ b: "2&=", a: "1 +%", c: "", B: "0" }))).toBe("B=0&a=1 +%&b=2&=");
});

test.each([
  [{ status: 200, code: "40004", sub: "ACQ.TRADE_HAS_SUCCESS" }, ProviderRefusal, "TRADE_HAS_SUCCESS"],
  [{ status: 400, sub: "ACQ.TRADE_NOT_EXIST" }, ProviderRefusal, "TRADE_NOT_EXIST"],
  [{ status: 400, sub: "TRADE_NOT_EXIST" }, ProviderRefusal, "TRADE_NOT_EXIST"],
  [{ status: 200, code: "40002", sub: "isv.code-invalid" }, ProviderRefusal, "isv.code-invalid"],
  [{ status: 200, code: "40002", sub: "isp.bill_not_exist" }, ProviderRefusal, "BILL_NOT_EXIST"],
  [{ status: 200, code: "40004", sub: "ACQ.SYSTEM_ERROR" }, ProviderFailure, "error"],
  [{ status: 200, code: "20000", sub: "isp.unknow-error" }, ProviderFailure, "error"],
  [{ status: 200, code: "40004", sub: "ACQ.SELLER_BALANCE_NOT_ENOUGH" }, ProviderFailure, "error"],
  [{ status: 200, code: "40002", sub: "isv.invalid-signature" }, ProviderFailure, "error"],
  [{ status: 200, code: "40006", sub: "isv.insufficient-isv-permissions" }, ProviderFailure, "error"],
  [{ status: 401, sub: "sign-check-fail" }, ProviderFailure, "error"],
  [{ status: 400, sub: "" }, ProviderFailure, "error"],
  [{ status: 200, code: "40005", sub: "isv.app-call-limited" }, ProviderFailure, "busy"],
  [{ status: 429, sub: "" }, ProviderFailure, "busy"],
  [{ status: 503, sub: "ACQ.TRADE_NOT_EXIST" }, ProviderFailure, "error"],
] as const)("%o", (said, kind, name) => {
  let thrown: unknown;
  try {
    raise(said);
  } catch (error) {
    thrown = error;
  }
  expect(thrown).toBeInstanceOf(kind);
  expect(thrown).toMatchObject(kind === ProviderRefusal ? { code: name } : { reason: name });
});
