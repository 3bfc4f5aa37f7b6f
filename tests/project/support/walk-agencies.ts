import {
  type Adapter,
  Agencies,
  agencyCaseBy,
  agencyCaseOf,
  beginPush,
  changeDead,
  connectorStatesOf,
  connectorsOf,
  type ErrandHandlers,
  type ErrandOutcome,
  enableConnector,
  endPush,
  errandCounts,
  errandsAbout,
  errandsPage,
  exchangeFiles,
  type FileDrop,
  filesOf,
  findErrand,
  forgetOldPushes,
  pushBefore,
  pushesAbout,
  rememberFollowed,
  rememberReference,
  rememberStage,
  rememberWithdrawn,
  resealConnectors,
  setConnector,
} from "../../../src/domain/agencies/index.ts";
import { cityScope } from "../../../src/foundation/database/index.ts";
import type { TestHouse } from "../../helpers/house.ts";

const city = "430621";
const agency = "human-resources";
const day = 86_400_000;

/** Connectors, errands, files, cases kept elsewhere and what is pushed about them. `number` is a case that there is. */
export async function walkAgencies({ house, clock }: TestHouse, number: string): Promise<void> {
  const { database, secrets } = house;
  const now = clock.now;
  const by = { kind: "system", id: "walk" } as const;
  const never = () => Promise.reject(new Error("nobody asks for this"));
  const adapter: Adapter = {
    name: "walk",
    check: () => [],
    secretsOf: () => [],
    open: () => ({
      ...{ timeout: 1_000, submit: never, follow: never, result: never, withdraw: never },
      lookUp: async () => ({ kind: "none", at: now }),
    }),
  };
  const adapters = new Map([[adapter.name, adapter]]);
  const parts = { database, secrets, adapters };
  const set = { city, agency, config: { adapter: "walk" }, secrets: { outgoing: "s" }, by, now };
  await setConnector(parts, set);
  await connectorStatesOf(database, [city], now);
  await enableConnector(database, { city, agency, enabled: false, by, now });
  await enableConnector(database, { city, agency, enabled: true, by, now });
  const agencies = await Agencies.open({
    ...{ ...parts, clock: () => clock.now, directory: "/nonexistent" },
    cities: () => [city],
  });
  await agencies.lookUp({ city, agency, operation: "x", parameters: {}, key: "k" });
  await agencies.refresh();
  await connectorsOf(database, city, now);

  const outcomes: ErrandOutcome[] = ["done", { dead: "refused_there" }, { wait: "down" }, { dead: "refused_there" }];
  const one = async () => outcomes.shift() ?? "done";
  const handlers: ErrandHandlers = { answer: one, submit: one, follow: one, withdraw: one };
  for (const subject of ["walk-1", "walk-2", "walk-3", "walk-4"]) {
    const errand = { city, agency, purpose: "submit", subject, service: "s" } as const;
    await database.transaction(cityScope(city), (tx) => agencies.enqueue(tx, errand));
    await agencies.run(handlers);
  }
  const { items } = await errandsPage(database, { city, agencies: [agency], state: "dead" });
  const [first, second] = items;
  if (!first || !second) throw new Error("nothing has died");
  await findErrand(database, city, first.id);
  await errandsAbout(database, city, first.subject);
  await errandCounts(database, city, [agency]);
  await changeDead(database, "replay", { city, ids: [first.id], by, now });
  await changeDead(database, "drop", { city, ids: [second.id], by, now });

  const files: FileDrop = {
    writeDay: () => "2026-11-16",
    expectedAt: () => now,
    write: async () => ({ name: "out.csv", digest: "a".repeat(64), rows: 1 }),
    waiting: async () => [{ name: "in.csv", digest: "b".repeat(64) }],
    read: async () => ({ rows: 0, stages: [], broken: [] }),
    settle: async () => true,
  };
  const drop = { city, agency, files };
  await exchangeFiles(database, drop, async () => "taken", now);
  await exchangeFiles(database, { ...drop, files: { ...files, waiting: async () => [] } }, async () => "taken", now);
  await exchangeFiles(database, drop, async () => "taken", now);
  await filesOf(database, city, agency);

  const reference = "walk-reference";
  await rememberReference(database, { city, number, agency, reference, revision: 1, now });
  await agencyCaseOf(database, city, number);
  const known = await agencyCaseBy(database, { city, agency, reference });
  if (!known) throw new Error("the reference is not kept");
  const stage = { reference, stage: "accepted", sequence: 1, at: now } as const;
  await rememberStage(database, known, stage);
  await rememberFollowed(database, city, number, now);
  await rememberWithdrawn(database, city, number, now);
  const push = { city, agency, nonce: "n".repeat(20), bodyHash: "c".repeat(64), number, stage };
  await beginPush(database, push, now);
  await pushBefore(database, push);
  await endPush(database, push, "applied");
  await pushesAbout(database, city, number);
  await forgetOldPushes(database, city, new Date(now.getTime() + 31 * day));
  await secrets.addSealKey(city, "aes-256-gcm", now);
  await secrets.load([city]);
  await resealConnectors({ database, secrets }, city);
}
