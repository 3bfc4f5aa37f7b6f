import { readFile } from "node:fs/promises";
import { resolve } from "node:path";
import { parse } from "yaml";
import type { ProcessName, Sandbox } from "../../../sandbox/start.ts";
import { setConnector } from "../../../src/domain/agencies/index.ts";
import { agencyAdapters } from "../../../src/outside/agencies/index.ts";
import type { TestHouse } from "../../helpers/house.ts";

/** A file of deploy/connectors. */
export type ConnectorExample = {
  readonly base: string;
  readonly push?: object;
  readonly operations?: Readonly<Record<string, object>>;
};

/**
 * Connects a city with a stand-in of an agency's system, as the example in deploy/connectors says it is spoken to; `change`: or as that is
 * changed for a test.
 */
export async function connectToSandbox(
  test: TestHouse,
  sandbox: Sandbox,
  city: string,
  agency: ProcessName,
  change: (example: ConnectorExample) => ConnectorExample = (example) => example,
) {
  const { house } = test;
  const text = await readFile(resolve("deploy/connectors", `${agency}.yaml`), "utf8");
  const example = change(parse(text) as ConnectorExample);
  const { address = "", token = "", public_key } = sandbox.at(agency);
  const path = new URL(example.base).pathname.replace(/\/$/, "");
  const config = {
    ...example,
    base: `${address}${path}`,
    ...(example.push === undefined ? {} : { push: { ...example.push, public_key } }),
  };
  const { database, secrets } = house;
  await setConnector(
    { database, secrets, adapters: agencyAdapters },
    { city, agency, config, secrets: { outgoing: token }, by: { kind: "system", id: "tests" }, now: house.clock() },
  );
  await house.agencies.refresh();
}
