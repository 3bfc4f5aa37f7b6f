import type { Runner } from "../../foundation/database/index.ts";
import { newId } from "../../foundation/ids/index.ts";
import { addReading } from "./store.ts";
import { type AuditActorKind, writeAudit } from "./write.ts";

/** The purpose under which people find their own look-ups among the readings of their data. */
export const ownLookUp = "own_look_up";

export type OwnLookUp = {
  readonly city: string;
  /** Whose data it was; undefined where somebody who did not sign in asked about an account. */
  readonly resident: string | undefined;
  readonly actorKind: AuditActorKind;
  readonly actor: string;
  /** The program a person asked through, as they know it; left out where they asked on our own pages. */
  readonly through?: string;
  /** Code and name of the agency that answered. */
  readonly agency: string;
  readonly agencyName: string;
  /** What the agency was asked (`look_up.operation`). */
  readonly operation: string;
  readonly service: string;
  /** Number of the case the answer went into; left out where it was only shown. */
  readonly caseNumber?: string;
};

/**
 * Records that somebody was shown what an agency holds about them: one line for the city's record, and one among the readings
 * of their data. Call it before the answer is shown, inside a transaction of scope `cityAndResidentScope([city], [resident])`.
 */
export async function recordOwnLookUp(tx: Runner, look: OwnLookUp, now: Date): Promise<void> {
  const { city, resident } = look;
  const subject = look.caseNumber ?? look.service;
  await writeAudit(
    tx,
    {
      city,
      actorKind: look.actorKind,
      actor: look.actor,
      act: "agency.look_up",
      subject,
      detail: { purpose: ownLookUp, agency: look.agency, operation: look.operation, service: look.service },
      resident,
    },
    now,
  );
  if (resident === undefined) return;
  await tx.run(addReading, {
    resident,
    id: newId(now),
    city,
    at: now,
    reader_name: (look.through ?? "").slice(0, 80),
    reader_agency: look.agencyName.slice(0, 80),
    purpose: ownLookUp,
    subject,
  });
}
