import {
  type Accepted,
  findCases,
  listAccepted,
  projectElsewhere,
  submitFrom,
} from "../../../src/domain/cases/index.ts";
import { cityScope } from "../../../src/foundation/database/index.ts";
import { permitSubmission } from "../../helpers/cases.ts";
import type { TestHouse } from "../../helpers/house.ts";

const [here, there, third] = ["430621", "130982", "419001"] as const;

/** What is sent in one city and decided in another, also where it came to nothing first. */
export async function walkAcrossCities({ house, clock }: TestHouse): Promise<void> {
  const context = house.cases;
  const service = house.catalogue.service("residence-permit", null);
  if (!service) throw new Error("the residence permit is not published");
  const key = `across-${clock.now.getTime()}`;
  const idempotency = { caller: "rAcross", key, bodyHash: key };
  const send = (city: string) => permitSubmission({ city, service, resident: "rAcross", idempotency });
  await submitFrom(context, here, { ...send(there), delivery: null }).catch(() => undefined);
  const { number } = await submitFrom(context, here, send(third));
  const rows = [...(await findCases(context, third, [number])).values()] as Accepted[];
  const agencyOf = new Map([[number, "public-security"]]);
  await house.database.transaction(cityScope(third, here), (tx) => projectElsewhere(tx, rows, agencyOf));
  await listAccepted(context, { city: here, agency: "public-security" });
}
