import { Type } from "typebox";
import {
  compareVersions,
  nation,
  type Publication,
  parts,
  publicationsOf,
  type ServiceVersion,
} from "../../domain/catalogue/index.ts";
import { Refusal } from "../../foundation/refusal.ts";
import type { Api } from "./endpoint.ts";
import { asking, exactly, instant, listOf, nullableText, oneOf, serviceCode, text } from "./shapes.ts";

const version = Type.String({ pattern: "^[0-9a-f]{12}$", description: "12 hexadecimal digits" });

const publication = Type.Object({
  version,
  before: nullableText("In force before; null where there was none"),
  act: oneOf(["published", "rolled_back"]),
  at: instant,
  in_force: Type.Boolean(),
});

const difference = Type.Object({
  part: oneOf(Object.keys(parts) as (keyof typeof parts)[], "What the difference is about"),
  kind: oneOf(["added", "removed", "changed"]),
  label: text,
  before: Type.Union([text, Type.Null()]),
  after: Type.Union([text, Type.Null()]),
});

/** What the nation published of a service, and two of its versions compared: open to everyone. */
export function addVersions(api: Api): void {
  const { house } = api;
  const published = async (code: string): Promise<readonly Publication[]> => {
    const known = house.catalogue.placeOf(code) === undefined ? house.catalogue.service(code) : undefined;
    if (known) return publicationsOf(house.database, nation, code);
    throw new Refusal({
      code: "service_not_found",
      status: 404,
      say: { zh: "没有这项服务，或者它还没有发布。", en: "There is no such service, or it is not published yet." },
    });
  };

  api.add(
    {
      method: "GET",
      path: "/services/{code}/versions",
      id: "listVersions",
      group: "services",
      owner: "catalogue",
      summary: { zh: "一项服务的版本", en: "Versions of a service" },
      more: {
        zh: "全国目录里每次发布和换回，最新的在前，最多 200 条。",
        en: "Every time a version was put into force for the nation, newest first, at most 200.",
      },
      params: exactly({ code: serviceCode }),
      query: asking({}),
      answer: listOf(publication),
      status: 200,
      problems: ["service_not_found", "invalid_fields"],
    },
    async ({ params }) => {
      const lines = await published(params.code);
      const inForce = house.catalogue.service(params.code)?.version;
      const items = lines.map(({ version: each, before, act, at }) => ({
        version: each,
        before,
        act: act === "rolled_back" ? act : ("published" as const),
        at: at.toISOString(),
        in_force: each === inForce,
      }));
      return { items, next: null };
    },
  );

  api.add(
    {
      method: "GET",
      path: "/services/{code}/versions/{a}/compare/{b}",
      id: "compareVersions",
      group: "services",
      owner: "catalogue",
      summary: { zh: "比较两个版本", en: "Two versions compared" },
      more: {
        zh: "后一个版本和前一个版本说的不同之处，用读得懂的话写。",
        en: "What the later version (b) says otherwise than the earlier one (a), in words.",
      },
      params: exactly({ code: serviceCode, a: version, b: version }),
      query: asking({}),
      answer: listOf(difference),
      status: 200,
      problems: ["service_not_found", "version_not_found", "invalid_fields"],
    },
    async ({ params }) => {
      const known = new Set((await published(params.code)).map((line) => line.version));
      const find = (wanted: string): ServiceVersion => {
        const found = known.has(wanted) ? house.catalogue.service(params.code, wanted) : undefined;
        if (found) return found;
        throw new Refusal({
          code: "version_not_found",
          status: 404,
          say: { zh: "没有发布过这个版本。", en: "This version was never published." },
        });
      };
      const items = compareVersions(find(params.a), find(params.b)).map(({ part, kind, label, before, after }) => ({
        ...{ part, kind, label, before: before ?? null, after: after ?? null },
      }));
      return { items, next: null };
    },
  );
}
