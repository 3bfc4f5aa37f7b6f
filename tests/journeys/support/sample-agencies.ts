import { setTimeout } from "node:timers/promises";
import { expect } from "vitest";
import { type ProcessName, processNames, type Sandbox, startSandbox } from "../../../sandbox/start.ts";
import { type AgencyStage, agencyCaseOf, pushesAbout } from "../../../src/domain/agencies/index.ts";
import { type CaseRow, viewCase } from "../../../src/domain/cases/index.ts";
import type { ServiceVersion } from "../../../src/domain/catalogue/index.ts";
import { cityScope } from "../../../src/foundation/database/index.ts";
import { agencyCaseErrands } from "../../../src/surfaces/agency-cases.ts";
import { fileIds } from "../../../src/surfaces/resident/journey/draft-files.ts";
import type { TestHouse } from "../../helpers/house.ts";
import { connectToSandbox } from "./agencies.ts";

/** Agencies that keep cases in systems of their own: each a process, with a key nobody else has. */
export type SampleAgencies = {
  /**
   * The case is with the agency as it now is, which decides so and says it: signed, over HTTP, to the address everybody may know. Fails
   * where its message is not believed, or brings the case nowhere.
   */
  tell(row: CaseRow, stage: AgencyStage["stage"], say: string): Promise<void>;
  stop(): Promise<void>;
};

type Told = {
  readonly body: string;
  readonly outcome: string;
  readonly tries: readonly { readonly status?: number }[];
};

export async function sampleAgencies(t: TestHouse, services: readonly ServiceVersion[]): Promise<SampleAgencies> {
  const { house, baseUrl, clock } = t;
  const kept = services.flatMap(({ definition: { agency, agency_case: theirs, samples } }) =>
    theirs === undefined ? [] : samples.map(({ city }) => ({ agency, city, operation: theirs.operation })),
  );
  const only = processNames.filter((name) => kept.some(({ agency }) => agency === name));
  const sandbox: Sandbox | undefined = only.length === 0 ? undefined : await startSandbox({ only });
  const there = (agency: string): readonly [Sandbox, ProcessName] => {
    const name = only.find((one) => one === agency);
    if (sandbox === undefined || name === undefined) throw new Error(`nothing stands in for ${agency}`);
    return [sandbox, name];
  };
  for (const at of new Map(kept.map((one) => [`${one.city} ${one.agency}`, one])).values()) {
    const [standIn, agency] = there(at.agency);
    // What it knows besides is no part of these samples: people answer their questions themselves.
    const named = new Set(kept.filter((one) => one.agency === at.agency).map(({ operation }) => operation));
    await connectToSandbox(t, standIn, at.city, agency, ({ operations = {}, ...example }) => ({
      ...example,
      operations: Object.fromEntries(Object.entries(operations).filter(([name]) => named.has(name))),
    }));
  }
  for (const agency of only) {
    const address = `${baseUrl}/api/v1/cities/{city}/agencies/${agency}/stages`;
    await there(agency)[0].control(agency, "POST /control/push-to", { address });
  }
  /** To which moment each has set its clock. */
  const clocks = new Map<string, number>();

  /** By the errand that filing and correcting bring; what the agency has already is not sent again. */
  async function handOver({ city, number, agency, service }: CaseRow): Promise<string> {
    const errand = { city, agency, purpose: "submit", subject: number, service } as const;
    await house.database.transaction(cityScope(city), (tx) => house.agencies.enqueue(tx, errand));
    const answer = () => Promise.reject(new Error("nobody asked for this errand"));
    await house.agencies.run({ ...agencyCaseErrands(house), answer });
    const known = await agencyCaseOf(house.database, city, number);
    if (known === undefined) throw new Error(`${agency} did not take ${number}`);
    await hasFiles({ city, number, agency, service });
    return known.reference;
  }

  /** What was uploaded on the pages for questions the agency wants to see is there. */
  async function hasFiles({ city, number, agency, service }: Pick<CaseRow, "city" | "number" | "agency" | "service">) {
    const operation = house.catalogue.service(service)?.definition.agency_case?.operation ?? "";
    const { answers } = await viewCase(house.cases, city, number);
    const wanted = Object.entries(answers).flatMap(([question, value]) =>
      house.agencies.wantsFile(city, agency, operation, question) ? fileIds({ answers: { value } }) : [],
    );
    if (wanted.length === 0) return;
    const [standIn, name] = there(agency);
    const { items } = await standIn.control<{ items: { key: string }[] }>(name, "GET /control/files");
    expect(items.map(({ key }) => key)).toEqual(expect.arrayContaining(wanted.map((id) => `${number}:${id}`)));
  }

  return {
    async tell(row, stage, say) {
      const { city, number } = row;
      const [standIn, agency] = there(row.agency);
      const now = clock.now.getTime();
      if (clocks.get(agency) !== now) {
        const ahead = Math.round((now - Date.now()) / 1_000);
        await standIn.control(agency, "POST /control/time", { ahead });
        clocks.set(agency, now);
      }
      const reference = await handOver(row);
      const decided = { reference, stage, say };
      const { sequence } = await standIn.control<{ sequence: number }>(agency, "POST /control/stages", decided);
      const told = await outcomeOf(standIn, agency, { reference, sequence });
      expect(told, `${agency} says ${stage}`).toMatchObject({ outcome: "heard", tries: [{ status: 200 }] });
      const [newest] = (await pushesAbout(house.database, city, number)).filter(
        (push) => Number(push.sequence) === sequence,
      );
      expect(newest).toMatchObject({ stage, outcome: "applied" });
    },
    stop: async () => sandbox?.stop(),
  };
}

/** What the agency says became of its message about this step. */
async function outcomeOf(standIn: Sandbox, agency: ProcessName, step: { reference: string; sequence: number }) {
  for (let tries = 0; tries < 500; tries += 1) {
    const { items } = await standIn.control<{ items: Told[] }>(agency, "GET /control/pushes");
    const told = items.find(({ body }) => {
      const said = JSON.parse(body) as typeof step;
      return said.reference === step.reference && said.sequence === step.sequence;
    });
    if (told !== undefined && told.outcome !== "waiting") return told;
    await setTimeout(20);
  }
  return undefined;
}
