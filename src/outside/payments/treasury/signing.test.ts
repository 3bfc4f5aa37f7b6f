import { generateKeyPairSync } from "node:crypto";
import fc from "fast-check";
import { sm2 } from "sm-crypto-v2";
import { describe, expect, test } from "vitest";
import { algorithms, isPublicKey, type SigningAlgorithm, signedText, signer, verifier } from "./signing.ts";

type Pair = { readonly privateKey: string; readonly publicKey: string };

function pem(kind: "ed25519" | "rsa", modulusLength = 2_048): Pair {
  const pair = kind === "rsa" ? generateKeyPairSync("rsa", { modulusLength }) : generateKeyPairSync("ed25519");
  return {
    privateKey: pair.privateKey.export({ type: "pkcs8", format: "pem" }).toString(),
    publicKey: pair.publicKey.export({ type: "spki", format: "pem" }).toString(),
  };
}
const makers: Readonly<Record<SigningAlgorithm, () => Pair>> = {
  ed25519: () => pem("ed25519"),
  rsa2: () => pem("rsa"),
  sm2: () => sm2.generateKeyPairHex(),
};

// Key and signature of OpenSSL 3.0: genpkey -algorithm EC -pkeyopt ec_paramgen_curve:SM2; dgst -sm3 -sign … -sigopt distid:1234567812345678
const openssl = {
  publicKey:
    "04853f172b0398b4db78a7900122fff2215ee333bd453210f767ea9396ae1f737b58ad7f4258db7fc9d5d6fbb18c9443ca2eebd62d2b54fd0d588700e17cc1bd41",
  text: signedText("request", ["POST", "/cashier/orders", "m", "1", "n"], Buffer.from("{}")),
  signature: "MEYCIQD7AEjeo8jB4NgHnfNmPTPSdgZRnj4qzmNQiaxq/RgNDgIhAO/ldFQK1+nzAIy4Marhn5fH/Vgq+i3/fGpagrT5T9yj",
};

test("SM2 with SM3 agrees with OpenSSL, for whole and for compressed keys", () => {
  const compressed = sm2.compressPublicKeyHex(openssl.publicKey);
  for (const key of [openssl.publicKey, compressed]) {
    const isRight = verifier("sm2", key);
    expect(isRight(openssl.text, openssl.signature)).toBe(true);
    expect(isRight(Buffer.concat([openssl.text, Buffer.from("x")]), openssl.signature)).toBe(false);
  }
});

describe.each(algorithms)("%s", (algorithm) => {
  const { privateKey, publicKey } = makers[algorithm]();
  const sign = signer(algorithm, privateKey);
  const isRight = verifier(algorithm, publicKey);

  test("what was signed is verified, and no change of text or signature is", () => {
    const bytes = fc.uint8Array({ minLength: 1, maxLength: 400 });
    fc.assert(
      fc.property(bytes, fc.nat(), fc.integer({ min: 1, max: 255 }), (body, place, flip) => {
        const text = Buffer.from(body);
        const signature = sign(text);
        expect(isRight(text, signature)).toBe(true);
        const other = Buffer.from(text);
        other[place % other.length] = (other[place % other.length] ?? 0) ^ flip;
        expect(isRight(other, signature)).toBe(false);
        const broken = Buffer.from(signature, "base64");
        broken[place % broken.length] = (broken[place % broken.length] ?? 0) ^ flip;
        expect(isRight(text, broken.toString("base64"))).toBe(false);
      }),
      { numRuns: algorithm === "sm2" ? 15 : 60 },
    );
  });

  test("another key's signature, and what is no signature, is none", () => {
    const text = Buffer.from("甲");
    expect(isRight(text, signer(algorithm, makers[algorithm]().privateKey)(text))).toBe(false);
    for (const none of ["", "AAAA", "=".repeat(40), `${sign(text)} `, "!".repeat(88), sign(text).slice(4)])
      expect(isRight(text, none)).toBe(false);
  });

  test("a key of another kind is refused where it is read", () => {
    for (const other of algorithms) {
      const pair = makers[other]();
      expect(isPublicKey(algorithm, pair.publicKey)).toBe(other === algorithm);
      if (other !== algorithm) expect(() => signer(algorithm, pair.privateKey)).toThrow();
    }
    expect(isPublicKey(algorithm, "")).toBe(false);
  });
});

test("an RSA key of 1024 bits is too short", () => {
  const short = pem("rsa", 1_024);
  expect(isPublicKey("rsa2", short.publicKey)).toBe(false);
  expect(() => signer("rsa2", short.privateKey)).toThrow(/2048/);
});

test("two different things never have one signed text", () => {
  const part = fc.stringMatching(/^[\x21-\x7e]{0,12}$/);
  const thing = fc.record({
    kind: fc.constantFrom("request", "answer", "notification"),
    parts: fc.array(part, { minLength: 3, maxLength: 3 }),
    body: fc.string({ maxLength: 20 }).map((text) => Buffer.from(text)),
  });
  fc.assert(
    fc.property(thing, thing, (one, other) => {
      const isSame = JSON.stringify(one) === JSON.stringify(other);
      const texts = [one, other].map(({ kind, parts, body }) => signedText(kind, parts, body));
      expect(texts[0]?.equals(texts[1] ?? Buffer.alloc(0))).toBe(isSame);
    }),
  );
  expect(() => signedText("request", ["a\nb"], Buffer.alloc(0))).toThrow(/line end/);
});
