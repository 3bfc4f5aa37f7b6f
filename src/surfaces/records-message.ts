import type { ActType } from "../domain/cases/index.ts";
import type { StoredEvent } from "../foundation/events/index.ts";

/** What is told of a case that the agency's records answer: that it waits, and how it ended; what is there at once tells itself. */
export function messageOfRecords(event: StoredEvent, certificate: boolean) {
  const bySystem = event.actor_kind === "system";
  switch (event.type as ActType) {
    case "submit":
      return undefined;
    case "wait":
      return beganToWait(event) ? "records_asked" : undefined;
    case "approve":
      return certificate ? undefined : "records_answered";
    case "refuse":
      return bySystem ? "records_refused" : "as usual";
    default:
      return "as usual";
  }
}

/** The first time only: another reason for the same waiting is on the case page, and no news for a person. */
function beganToWait(event: StoredEvent): boolean {
  const { set, again } = event.data as { set?: { waiting_for?: string | null }; again?: true };
  return Boolean(set?.waiting_for) && again !== true;
}
