import type { AgencyStage } from "../agencies/index.ts";
import type { CaseRow } from "./case.ts";
import { findTransition } from "./states.ts";
import type { ActType } from "./table.ts";

/**
 * The acts, in order, that bring a case to where it stands in the agency's own system; none where it stands there already or nothing
 * follows. A decision before acceptance brings acceptance with it. Where a table knows no acceptance (a court, what records answer)
 * `accepted` only says that the papers are being read: 立案 is `approve`, and only the stage `approved` brings it.
 */
export function actsForStage(row: Pick<CaseRow, "regime" | "state">, stage: AgencyStage["stage"]): readonly ActType[] {
  const possible = (act: ActType, state = row.state) => findTransition(row.regime, state, act, ["clerk"]) !== undefined;
  switch (stage) {
    case "received":
      return [];
    case "correction_asked":
      return possible("ask_correction") ? ["ask_correction"] : [];
    case "accepted":
      return possible("accept") ? ["accept"] : [];
    case "approved":
    case "refused": {
      const act = stage === "approved" ? "approve" : "refuse";
      if (possible(act)) return [act];
      if (row.state === "suspended" && possible("resume")) return ["resume", act];
      return possible("accept") && possible(act, "accepted") ? ["accept", act] : [];
    }
  }
}
