import {
  type Adapter,
  AgencyFailure,
  type AgencyRequest,
  type ConnectorAnswer,
  type ConnectorBiller,
  type ReadBill,
  setConnector,
  type UnavailableReason,
} from "../../src/domain/agencies/index.ts";
import { demonstrationCities } from "../../src/surfaces/cli/demonstration.ts";
import type { House } from "../../src/surfaces/house.ts";

/** What the agency does: an answer's values, `nothing` on record, a refusal in its words, or why it does not answer. */
export type Script =
  | { readonly found: Readonly<Record<string, unknown>> }
  | "nothing"
  | { readonly refused: string }
  | { readonly fails: UnavailableReason };

/** Agencies' systems that do as the test tells them. */
export type ScriptedAgencies = {
  /** The script for every request until it is changed. */
  says: Script;
  /** What is owed, whoever asks; undefined: the agency knows of no bills. Written off, a bill is owed no more. */
  owes: readonly ReadBill[] | undefined;
  /** Numbers of our payments that were written off. */
  readonly writtenOff: string[];
  /** Called before each answer: for waiting, counting, dying. */
  before: (request: AgencyRequest) => Promise<void>;
  /** Every request that reached an agency. */
  readonly asked: AgencyRequest[];
  readonly adapters: ReadonlyMap<string, Adapter>;
  /** Connects these agency kinds of every city of the demonstration. */
  connect(house: House, agencies: readonly string[]): Promise<void>;
};

export function scriptedAgencies(): ScriptedAgencies {
  const asked: AgencyRequest[] = [];
  /** By operation, which parameter names the account an answer is about. */
  const accounts = new Map<string, string>();
  const told: ScriptedAgencies = {
    says: "nothing",
    owes: undefined,
    writtenOff: [],
    before: () => Promise.resolve(),
    asked,
    adapters: new Map([["scripted", scripted(() => told, accounts)]]),
    async connect(house, agencies) {
      const { database, secrets } = house;
      for (const { definition } of house.catalogue.services()) {
        const { operation, about } = definition.look_up ?? {};
        if (operation !== undefined && about !== undefined) accounts.set(operation, about);
        const { bill } = definition;
        if (bill?.about !== undefined) accounts.set(bill.operation, bill.about);
      }
      for (const { city } of demonstrationCities) {
        for (const agency of agencies) {
          await setConnector(
            { database, secrets, adapters: told.adapters },
            { city, agency, config: { adapter: "scripted" }, by: { kind: "system", id: "tests" }, now: house.clock() },
          );
        }
      }
      await house.agencies.refresh();
    },
  };
  return told;
}

function billing(
  told: () => ScriptedAgencies,
  accounts: ReadonlyMap<string, string>,
  clock: () => Date,
): ConnectorBiller {
  const writeOff: ConnectorBiller["writeOff"] = async (_request, { key, reference }) => {
    const agencies = told();
    agencies.writtenOff.push(key);
    agencies.owes = agencies.owes?.filter((bill) => bill["reference"] !== reference);
    return { answer: { kind: "done", at: clock() }, key };
  };
  return {
    operations: [...accounts.keys()],
    bills: async ({ operation, parameters, person }) => {
      const { owes } = told();
      if (owes === undefined) throw new AgencyFailure("not_connected", "the connector knows of no bills");
      const account = String(parameters[accounts.get(operation) ?? ""] ?? "");
      const about = { ...(person ? { idNumber: person.idNumber } : {}), account };
      return { kind: "found", bills: owes, about, at: clock() };
    },
    writeOff,
    queryWriteOff: writeOff,
  };
}

function scripted(told: () => ScriptedAgencies, accounts: ReadonlyMap<string, string>): Adapter {
  const never = () => Promise.reject(new AgencyFailure("error", "the test did not think of this"));
  return {
    name: "scripted",
    check: () => [],
    secretsOf: () => [],
    open: ({ clock }) => ({
      timeout: 30_000,
      submit: never,
      follow: never,
      result: never,
      withdraw: never,
      biller: billing(told, accounts, clock),
      lookUp: async (request): Promise<ConnectorAnswer> => {
        const { says, before, asked } = told();
        asked.push(request);
        await before(request);
        const at = clock();
        if (says === "nothing") return { kind: "none", at };
        if ("fails" in says) throw new AgencyFailure(says.fails, "as the test says");
        if ("refused" in says) return { kind: "refused", say: says.refused, at };
        const { person, parameters, operation } = request;
        const account = parameters[accounts.get(operation) ?? ""];
        const about = {
          ...(person ? { idNumber: person.idNumber } : {}),
          ...(account === undefined ? {} : { account: String(account) }),
        };
        return { kind: "found", values: says.found, at, about };
      },
    }),
  };
}
