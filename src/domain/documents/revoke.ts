import { cityScope, type Runner } from "../../foundation/database/index.ts";
import { Refusal } from "../../foundation/refusal.ts";
import { type RevokedBecause, reasonContext } from "./certificate.ts";
import type { Documents } from "./context.ts";
import { certificateByNumber, markChanged, revoke } from "./store.ts";

export type RevokeInput = {
  readonly city: string;
  readonly number: string;
  /** For the file, at most 400 characters; sealed, because it may speak about a person, and not shown to the public. */
  readonly reason: string;
  /** As a kind people are told; `decision` unless said. */
  readonly because?: RevokedBecause;
  readonly now: Date;
};

/**
 * Revokes a certificate within the caller's transaction, so that the event of the act stands or falls with it. Again is the
 * same: the first reason and time stay.
 * @returns whether it was this call that revoked it.
 * @throws Refusal certificate_not_found (404), reason_missing (422).
 */
export async function revokeIn(tx: Runner, documents: Documents, input: RevokeInput): Promise<boolean> {
  const { city, number, now } = input;
  const reason = input.reason.trim().slice(0, 400);
  if (reason === "") throw reasonMissing();
  const done = await tx.run(revoke, {
    city,
    number,
    revoked_at: now,
    revoked_reason_sealed: documents.secrets.encrypt(city, reason, reasonContext(number)),
    revoked_because: input.because ?? "decision",
  });
  if (done.length > 0) return true;
  const [row] = await tx.run(certificateByNumber, { city, number });
  if (!row) throw certificateNotFound();
  return false;
}

/** The same in a transaction of its own. */
export async function revokeCertificate(documents: Documents, input: RevokeInput): Promise<boolean> {
  return documents.database.transaction(cityScope(input.city), (tx) => revokeIn(tx, documents, input));
}

/**
 * Notes within the caller's transaction that what a certificate says is no longer so; it goes on showing what was true on its day.
 * @returns whether it was this call. Revoked ones, and those noted before, stay as they are.
 */
export async function markFactsChanged(
  tx: Runner,
  input: { readonly city: string; readonly number: string; readonly now: Date },
): Promise<boolean> {
  return (await tx.run(markChanged, input)).length > 0;
}

export function certificateNotFound(): Refusal {
  return new Refusal({
    code: "certificate_not_found",
    status: 404,
    say: { zh: "没有找到这份证照。", en: "This certificate was not found." },
  });
}

function reasonMissing(): Refusal {
  const code = "reason_missing";
  const message = { zh: "请写明撤销的理由。", en: "Please give the reason for revoking it." };
  return new Refusal({ code, status: 422, say: message, fields: [{ field: "reason", code, message }] });
}
