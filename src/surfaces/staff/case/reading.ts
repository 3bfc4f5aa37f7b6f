import { recordReading, writeAudit } from "../../../domain/audit/index.ts";
import type { CaseRow } from "../../../domain/cases/index.ts";
import { ofBody } from "../../../domain/catalogue/index.ts";
import type { Clerk } from "../../../domain/identity/index.ts";
import { cityAndResidentScope, cityScope } from "../../../foundation/database/index.ts";
import type { House } from "../../house.ts";
import { placeName } from "../frame.ts";

/** Why somebody looked, as codes that the resident's page has words for. */
export type Purpose = "decide" | "file" | "identity" | "check";

/** Opening the same thing again within these milliseconds is one look. */
const oneLook = 5 * 60_000;
const most = 20_000;

/** Writes down who looked at whose case, before it is shown: for the city's record and for the person. */
export class Readings {
  readonly #house: House;
  readonly #seen = new Map<string, number>();

  constructor(house: House) {
    this.#house = house;
  }

  /** `what` tells one file from another. */
  async note(clerk: Clerk, row: CaseRow, purpose: Purpose, what = ""): Promise<void> {
    const house = this.#house;
    const now = house.clock();
    const look = `${clerk.id} ${row.number} ${purpose} ${what}`;
    const before = this.#seen.get(look);
    if (before !== undefined && now.getTime() - before < oneLook) return;
    const { city, number: subject } = row;
    if (row.applicant === "erased") {
      const entry = {
        city,
        actorKind: "clerk",
        actor: clerk.id,
        act: "case.read",
        subject,
        detail: { purpose },
      } as const;
      await house.database.transaction(cityScope(city), (tx) => writeAudit(tx, entry, now));
    } else {
      const reading = {
        city,
        resident: row.applicant,
        reader: clerk.id,
        readerName: clerk.name,
        readerAgency: await this.#agencyName(row),
        purpose,
        subject,
      };
      await house.database.transaction(cityAndResidentScope([city], [row.applicant]), (tx) =>
        recordReading(tx, reading, now),
      );
    }
    if (this.#seen.size >= most) this.#seen.clear();
    this.#seen.set(look, now.getTime());
  }

  /** The agency as people know it: as the city names it where it offers the service. */
  async #agencyName(row: CaseRow): Promise<string> {
    const house = this.#house;
    const offered = await house.offerings.any(row.city, row.service);
    const offering = offered && ofBody(offered.offering, row.agency);
    if (offering?.agency === row.agency) return offering.agencyName.zh;
    return `${placeName(house, row.city, "zh")}${house.catalogue.kindOf(row.agency)?.name.zh ?? ""}`;
  }
}
