import { readdirSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { describe, expect, test } from "vitest";
import { parse } from "yaml";
import { theCatalogue } from "../../../tests/helpers/catalogue.ts";
import { checkConnector } from "../../domain/agencies/index.ts";
import type { HttpConfig } from "./http/index.ts";
import { agencyAdapters } from "./index.ts";

const folder = resolve("deploy/connectors");
const files = readdirSync(folder).filter((name) => name.endsWith(".yaml"));
const { services, agencyKinds } = await theCatalogue();

test("there is an example of every dialect, named after its agency", () => {
  const adapters = files.map((name) => String(parse(readFileSync(join(folder, name), "utf8")).adapter));
  expect([...new Set(adapters)].sort()).toEqual([...agencyAdapters.keys()].sort());
  for (const name of files) expect([...agencyKinds.keys()]).toContain(name.replace(".yaml", ""));
});

describe.each(files)("deploy/connectors/%s", (name) => {
  const config = parse(readFileSync(join(folder, name), "utf8")) as Partial<HttpConfig>;

  test("has nothing wrong with it, and its secrets stand elsewhere", () => {
    expect(checkConnector(agencyAdapters, config)).toEqual([]);
    expect(JSON.stringify(config)).not.toMatch(/"(outgoing|secret|password)":/);
  });

  test("hands over every file its service asks for, first and corrected, and nothing else", () => {
    for (const [operation, { submit, correct, files: handed }] of Object.entries(config.operations ?? {})) {
      if (!submit) continue;
      const service = [...services.values()].find(
        ({ definition }) => (definition.agency_case?.operation ?? definition.code) === operation,
      );
      const asked = [...(service?.questions.values() ?? [])]
        .filter(({ question }) => question.type === "file" || question.type === "photo")
        .map(({ question }) => question.id);
      const named = (send: object = {}) =>
        [...JSON.stringify(send).matchAll(/"parameters\.(\w+)\.reference"/g)].map(([, id]) => id).sort();
      expect([operation, named(submit.send)]).toEqual([operation, asked.sort()]);
      if (correct) expect(named(correct.send)).toEqual(asked);
      expect(handed !== undefined).toBe(asked.length > 0);
    }
  });

  test("takes only what its service names, and sends only what it asks", () => {
    for (const [operation, { bills }] of Object.entries(config.operations ?? {})) {
      const section = [...services.values()].find(({ definition }) => definition.bill?.operation === operation);
      expect([operation, bills !== undefined]).toEqual([operation, section !== undefined]);
      if (!bills || !section?.definition.bill) continue;
      const { ask, by, payee } = section.definition.bill;
      const sent = [...JSON.stringify(bills.send ?? {}).matchAll(/"parameters\.(\w+)/g)].map(([, id]) => id);
      expect(sent.sort()).toEqual([...ask].sort());
      expect("person" in bills.about).toBe(by === "person");
      expect(Object.hasOwn(bills.take, "notice")).toBe(payee === "treasury");
    }
    for (const [operation, { look_up }] of Object.entries(config.operations ?? {})) {
      const service = [...services.values()].find(({ definition }) => definition.look_up?.operation === operation);
      if (!look_up || !service?.definition.look_up) continue;
      const { answer, ask } = service.definition.look_up;
      // Nothing else, and nothing less: a certificate would be printed with gaps.
      expect(Object.keys(look_up.take).sort()).toEqual(answer.map((field) => field.id).sort());
      const asked = [...JSON.stringify(look_up.send ?? {}).matchAll(/"parameters\.(\w+)/g)].map(([, id]) => id);
      expect(ask).toEqual(expect.arrayContaining(asked));
      for (const spec of Object.values(look_up.send ?? {})) {
        if (typeof spec === "string" || spec.words === undefined) continue;
        const options = service.questions.get(spec.from?.replace("parameters.", "") ?? "")?.question.options ?? [];
        expect(Object.keys(spec.words).sort()).toEqual(options.map(({ value }) => value).sort());
      }
      for (const field of answer) {
        const spec = look_up.take[field.id];
        if (field.format !== "choice" || typeof spec !== "object") continue;
        const values = (field.options ?? []).map((option) => option.value);
        expect(values).toEqual(expect.arrayContaining(Object.values(spec.codes ?? {})));
      }
    }
  });
});
