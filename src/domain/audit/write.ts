import type { Runner } from "../../foundation/database/index.ts";
import { newId } from "../../foundation/ids/index.ts";
import { addEntry } from "./store.ts";

/** The same kinds as of events. */
export type AuditActorKind = "resident" | "clerk" | "system" | "partner" | "agency" | "visitor";

export type AuditEntry = {
  readonly city: string;
  readonly actorKind: AuditActorKind;
  /** Key of a resident, id of a clerk, name of a client or job. */
  readonly actor: string;
  /** What was done, as `thing.verb`: `clerk.suspend`, `case.read`. */
  readonly act: string;
  /** What it was done to: number of a case, id of a clerk. */
  readonly subject: string;
  /** Anything else worth keeping. Never personal data: an entry cannot be erased. */
  readonly detail?: Readonly<Record<string, unknown>>;
  /** Key of the person whose data was read or changed. */
  readonly resident?: string | undefined;
};

/**
 * Adds one line to the record of a city, in the transaction of what it records, so that neither exists without the other.
 * The scope must hold the city. Returns the entry's id.
 */
export async function writeAudit(tx: Runner, entry: AuditEntry, now: Date): Promise<string> {
  const id = newId(now);
  await tx.run(addEntry, {
    city: entry.city,
    id,
    at: now,
    actor_kind: entry.actorKind,
    actor: entry.actor,
    act: entry.act,
    subject: entry.subject,
    detail: entry.detail ?? {},
    resident: entry.resident ?? null,
  });
  return id;
}
