import { generateSecret, generateURI, verifySync } from "otplib";

const period = 30;

/** A new secret for an authenticator app: 160 bits in base 32 (RFC 4226). */
export function newTotpSecret(): string {
  return generateSecret();
}

/** What the QR code of an enrolment says. */
export function totpAddress(login: string, secret: string): string {
  return generateURI({ issuer: "Onewindow", label: login, secret });
}

/**
 * The time step of a right code, or undefined. One step early or late is accepted for clocks that differ (RFC 6238, 5.2); a step
 * that was used, or one before it, never again.
 */
export function totpStep(secret: string, typed: string, now: Date, lastStep: bigint | undefined): bigint | undefined {
  const token = typed.slice(0, 32).normalize("NFKC").replaceAll(/\s/g, "");
  if (!/^\d{6}$/.test(token)) return undefined;
  const result = verifySync({ secret, token, epoch: Math.floor(now.getTime() / 1000), period, epochTolerance: period });
  if (!result.valid || !("timeStep" in result)) return undefined;
  const step = BigInt(result.timeStep);
  return lastStep !== undefined && step <= lastStep ? undefined : step;
}
