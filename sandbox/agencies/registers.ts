import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { parse } from "yaml";
import type { Open } from "../support/agency.ts";
import { ControlError } from "../support/agency.ts";
import { Journal } from "../support/journal.ts";
import { type Fields, isFields, textIn } from "../support/json.ts";
import { missing, RestError, restDialect } from "../support/rest.ts";

/** One record of `sandbox/registers/<service>.yaml`: about a person or an account, perhaps only where these parameters are sent. */
type Entry = {
  readonly person?: string;
  readonly about?: string;
  readonly when?: Fields;
  readonly says: Fields;
};
type Register = { readonly operation: string; readonly records: readonly Entry[] };
type Asked = { readonly number: string | undefined; readonly parameters: Fields };

const folder = fileURLToPath(new URL("../registers/", import.meta.url));

/**
 * Registers of all agencies without a dialect of their own. They speak the standard contract (src/outside/agencies/README.md) and know
 * what `sandbox/registers/` says of the people and accounts of the demonstration.
 */
export const open: Open = ({ own, folder: data }) => {
  const registers = new Map(readRegisters().map((one) => [one.operation, [...one.records]]));
  // Facts changed from outside stand before those of the files, newest first.
  const journal = new Journal(join(data, "records.jsonl"));
  const change = ({ operation, entry }: { operation: string; entry: Entry }) => {
    const records = registers.get(operation) ?? [];
    registers.set(operation, [entry, ...records]);
  };
  for (const one of journal.read<{ operation: string; entry: Entry }>()) change(one);

  const dialect = restDialect(own.token, [
    {
      method: "POST",
      path: /^\/look-ups\/([a-z0-9-]{1,60})$/,
      act: ({ body, parts: [operation = ""], swapped }) => {
        const records = registers.get(operation);
        if (!records) throw new RestError(404, "no_such_operation", "接口不存在");
        const parameters = isFields(body["parameters"]) ? body["parameters"] : {};
        const person = isFields(body["person"]) ? body["person"] : undefined;
        const number = person && textIn(person, "id_number", 30);
        if (person && !number) throw missing("person.id_number");
        const found = records.find((entry) => fits(entry, { number, parameters }));
        if (!found) return { status: 200, value: { none: true } };
        return { status: 200, value: { about: aboutOf(found, swapped), found: found.says } };
      },
    },
  ]);
  return {
    ...dialect,
    controls: {
      "GET /control/records": () => ({ operations: [...registers.keys()] }),
      "POST /control/records": ({ operation, entry }) => {
        if (typeof operation !== "string" || !isFields(entry) || !isFields(entry["says"])) {
          throw new ControlError("operation and entry { person or about, when?, says }");
        }
        const one = { operation, entry: entry as Entry };
        change(one);
        journal.append(one);
        return {};
      },
    },
    says: {},
  };
};

function readRegisters(): readonly Register[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder)
    .filter((name) => name.endsWith(".yaml"))
    .map((name) => parse(readFileSync(join(folder, name), "utf8")) as Register);
}

/** Numbers and names are compared without spaces and case, as people type them. */
const plain = (value: unknown) => String(value).replaceAll(/[\s-]/g, "").toUpperCase();

function fits({ person, about, when = {} }: Entry, { number, parameters }: Asked): boolean {
  const values = Object.values(parameters).filter((value) => typeof value === "string" || typeof value === "number");
  if (person !== undefined && plain(person) !== plain(number ?? "")) return false;
  if (about !== undefined && !values.some((value) => plain(value) === plain(about))) return false;
  return Object.entries(when).every(([name, value]) => JSON.stringify(parameters[name]) === JSON.stringify(value));
}

function aboutOf({ person, about }: Entry, swapped: boolean): Fields {
  if (swapped) return { id_number: "110101199003070011", account: "0000000000" };
  return { ...(person === undefined ? {} : { id_number: person }), ...(about === undefined ? {} : { account: about }) };
}
