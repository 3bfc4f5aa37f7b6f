import { createPublicKey, type KeyObject, randomBytes, sign } from "node:crypto";

// X.509 v3 in DER, as little of it as a platform certificate needs.

const tlv = (tag: number, ...parts: readonly Buffer[]): Buffer => {
  const body = Buffer.concat(parts);
  if (body.length < 0x80) return Buffer.concat([Buffer.from([tag, body.length]), body]);
  const size = Buffer.from(body.length.toString(16).padStart(body.length > 0xff ? 4 : 2, "0"), "hex");
  return Buffer.concat([Buffer.from([tag, 0x80 | size.length]), size, body]);
};
const sequence = (...parts: readonly Buffer[]) => tlv(0x30, ...parts);
const text = (value: string) => tlv(0x0c, Buffer.from(value, "utf8"));
const sha256WithRsa = sequence(Buffer.from("06092a864886f70d01010b", "hex"), Buffer.from("0500", "hex"));
const name = (common: string, organisation: string) =>
  sequence(
    tlv(0x31, sequence(Buffer.from("060355040a", "hex"), text(organisation))),
    tlv(0x31, sequence(Buffer.from("0603550403", "hex"), text(common))),
  );
/** GeneralizedTime: 20260901013000Z. */
const moment = (at: Date) => tlv(0x18, Buffer.from(`${at.toISOString().slice(0, 19).replaceAll(/\D/g, "")}Z`));

/** A certificate of `key`'s public half, signed by itself. @returns PEM, and the serial in upper-case hex */
export function certificateOf(key: KeyObject, from: Date, to: Date): { readonly pem: string; readonly serial: string } {
  const serial = Buffer.concat([Buffer.from([0x51]), randomBytes(19)]);
  const subject = name("Tenpay.com stand-in sign", "Onewindow sandbox");
  const body = sequence(
    tlv(0xa0, tlv(0x02, Buffer.from([2]))),
    tlv(0x02, serial),
    sha256WithRsa,
    subject,
    sequence(moment(from), moment(to)),
    subject,
    createPublicKey(key).export({ type: "spki", format: "der" }),
  );
  const signature = sign("sha256", body, key);
  const whole = sequence(body, sha256WithRsa, tlv(0x03, Buffer.from([0]), signature)).toString("base64");
  const lines = whole.match(/.{1,64}/g) ?? [];
  return {
    pem: `-----BEGIN CERTIFICATE-----\n${lines.join("\n")}\n-----END CERTIFICATE-----\n`,
    serial: serial.toString("hex").toUpperCase(),
  };
}
