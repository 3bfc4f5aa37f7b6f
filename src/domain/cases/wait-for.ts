import { Refusal } from "../../foundation/refusal.ts";
import type { UnavailableReason } from "../agencies/index.ts";
import type { CaseContext } from "./context.ts";
import { perform } from "./perform.ts";
import { findCase } from "./read.ts";
import { findTransition } from "./states.ts";

/**
 * Says what a case waits for, or (`null`) that it does not wait any more. Does nothing where that is known already, or where the case
 * has moved on and nothing can wait; of two at once the first counts.
 * @returns whether it was written down now
 */
export async function waitFor(
  context: CaseContext,
  input: { readonly city: string; readonly number: string; readonly reason: UnavailableReason | null },
): Promise<boolean> {
  const { city, number, reason } = input;
  const row = await findCase(context, city, number);
  if (row.waiting_for === reason || !findTransition(row.regime, row.state, "wait", ["system"])) return false;
  const by = { kind: "system", id: "answering" } as const;
  try {
    await perform(context, { city, number, type: "wait", revision: row.revision, by, input: { for: reason } });
    return true;
  } catch (error) {
    // Somebody acted in this very moment; whoever still waits will say so again.
    if (error instanceof Refusal && error.status === 409) return false;
    throw error;
  }
}
