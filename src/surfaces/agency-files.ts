import { agencyCaseBy, exchangeFiles, forgetOldPushes } from "../domain/agencies/index.ts";
import { applyStage } from "./agency-cases.ts";
import type { House } from "./house.ts";

/** What agencies that speak by files are to get and have sent; and what pushes need not be remembered any more. */
export async function exchangeAgencyFiles(house: House): Promise<void> {
  const { database, clock, log } = house;
  for (const drop of house.agencies.fileDrops) {
    try {
      await exchangeFiles(
        database,
        drop,
        async (city, agency, stage) => {
          const known = await agencyCaseBy(database, { city, agency, reference: stage.reference });
          if (!known) return { reason: "unknown_reference" };
          const outcome = await applyStage(house, known, stage);
          return outcome === "not_possible" ? { reason: "not_possible" } : "taken";
        },
        clock(),
      );
    } catch (error) {
      // One directory that cannot be read must not keep the others from their files.
      log.error({ err: error, city: drop.city, agency: drop.agency }, "the files of an agency could not be exchanged");
    }
  }
  for (const { city } of house.regions.cities) await forgetOldPushes(database, city, clock());
}
