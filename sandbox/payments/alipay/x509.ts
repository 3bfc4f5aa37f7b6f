import { type KeyObject, sign } from "node:crypto";

type Name = readonly (readonly [kind: keyof typeof kinds, value: string])[];
export type CertificateWish = {
  readonly subject: Name;
  readonly issuer: Name;
  readonly serial: bigint;
  readonly publicKey: KeyObject;
  readonly signer: KeyObject;
  readonly from: Date;
  readonly until: Date;
  readonly isAuthority: boolean;
};

const kinds = { C: "2.5.4.6", O: "2.5.4.10", OU: "2.5.4.11", CN: "2.5.4.3" };
const sha256WithRsa = "1.2.840.113549.1.1.11";

/** A certificate (RFC 5280, version 3) in PEM, signed with SHA-256 and RSA. Node reads certificates and makes none. */
export function makeCertificate(wish: CertificateWish): string {
  const algorithm = sequence(oid(sha256WithRsa), der(0x05));
  const constraints = sequence(
    oid("2.5.29.19"),
    der(0x01, Buffer.of(0xff)),
    octets(sequence(der(0x01, Buffer.of(0xff)))),
  );
  const body = sequence(
    der(0xa0, integer(2n)),
    integer(wish.serial),
    algorithm,
    name(wish.issuer),
    sequence(time(wish.from), time(wish.until)),
    name(wish.subject),
    wish.publicKey.export({ type: "spki", format: "der" }),
    ...(wish.isAuthority ? [der(0xa3, sequence(constraints))] : []),
  );
  const signature = sign("sha256", body, wish.signer);
  const whole = sequence(body, algorithm, der(0x03, Buffer.of(0), signature));
  const lines = whole.toString("base64").match(/.{1,64}/g) ?? [];
  return `-----BEGIN CERTIFICATE-----\n${lines.join("\n")}\n-----END CERTIFICATE-----\n`;
}

function der(tag: number, ...parts: readonly Buffer[]): Buffer {
  const content = Buffer.concat(parts);
  return Buffer.concat([Buffer.of(tag), length(content.length), content]);
}

function length(size: number): Buffer {
  if (size < 0x80) return Buffer.of(size);
  const bytes = integerBytes(BigInt(size));
  return Buffer.concat([Buffer.of(0x80 | bytes.length), bytes]);
}

function integerBytes(value: bigint): Buffer {
  const hex = value.toString(16);
  return Buffer.from(hex.length % 2 === 0 ? hex : `0${hex}`, "hex");
}

function integer(value: bigint): Buffer {
  const bytes = integerBytes(value);
  // The first bit is the sign.
  return der(0x02, (bytes[0] ?? 0) >= 0x80 ? Buffer.concat([Buffer.of(0), bytes]) : bytes);
}

const sequence = (...parts: readonly Buffer[]): Buffer => der(0x30, ...parts);
const octets = (content: Buffer): Buffer => der(0x04, content);

function oid(text: string): Buffer {
  const [first = 0, second = 0, ...rest] = text.split(".").map(Number);
  const bytes = [first * 40 + second];
  for (const number of rest) {
    const parts = [number & 0x7f];
    for (let left = number >> 7; left > 0; left >>= 7) parts.unshift((left & 0x7f) | 0x80);
    bytes.push(...parts);
  }
  return der(0x06, Buffer.from(bytes));
}

const name = (parts: Name): Buffer =>
  sequence(...parts.map(([kind, value]) => der(0x31, sequence(oid(kinds[kind]), der(0x0c, Buffer.from(value))))));

const time = (at: Date): Buffer => der(0x18, Buffer.from(`${at.toISOString().replaceAll(/\D/g, "").slice(0, 14)}Z`));
