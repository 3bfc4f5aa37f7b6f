import { agencyCaseBy, exchangeFiles, type RefusedRow } from "../domain/agencies/index.ts";
import { findCase, findTransition, perform } from "../domain/cases/index.ts";
import { Refusal } from "../foundation/refusal.ts";
import { applyStage } from "./agency-cases.ts";
import type { House } from "./house.ts";

/** What agencies that speak by files are to get and have sent. */
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
        {
          refused: (city, _agency, row) => noteRefused(house, city, row),
          trouble: (file, trouble) =>
            log.warn({ city: drop.city, agency: drop.agency, file, trouble }, "a file of an agency is left aside"),
        },
      );
    } catch (error) {
      // One directory that cannot be read must not keep the others from their files.
      log.error({ err: error, city: drop.city, agency: drop.agency }, "the files of an agency could not be exchanged");
    }
  }
}

const tries = 5;

/** The agency's receipt says that it did not take a case from our file: whoever works on the case reads so there. Told twice it stands once. */
async function noteRefused(house: House, city: string, { number, file, line, say }: RefusedRow): Promise<void> {
  const because = say === "" ? "没有写明原因 no reason given" : say;
  const note = `部门没有接收：${file} 第 ${line} 行。${because}\nThe agency did not take this case from the file above. 请更正后重新发送，或者致电部门。`;
  const key = `refused:${file}:${line}`;
  for (let tried = 0; tried < tries; tried += 1) {
    const row = await findCase(house.cases, city, number).catch(unlessGone);
    if (row === undefined || !findTransition(row.regime, row.state, "note", ["system"])) return;
    const by = { kind: "system", id: "agency" } as const;
    const act = {
      city,
      number,
      revision: row.revision,
      by,
      type: "note",
      input: { note: note.slice(0, 2_000) },
    } as const;
    try {
      await perform(house.cases, { ...act, idempotency: { caller: "system", key: `${number}:${key}`, bodyHash: key } });
      return;
    } catch (error) {
      // Somebody acted in this very moment.
      if (!(error instanceof Refusal) || error.code !== "case_changed") throw error;
    }
  }
}

function unlessGone(error: unknown): undefined {
  if (error instanceof Refusal && error.status === 404) return undefined;
  throw error;
}
