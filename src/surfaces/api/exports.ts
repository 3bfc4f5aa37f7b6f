import { Type } from "typebox";
import { type Exported, type ExportFormat, exportServices, nationPlace } from "../../domain/catalogue/index.ts";
import type { Text } from "../../foundation/i18n/index.ts";
import { contextOf, placeOf } from "../export-context.ts";
import { cityOf } from "../page.tsx";
import type { Api } from "./endpoint.ts";
import { inCity } from "./shapes.ts";

type FileFormat = Exclude<ExportFormat, "json">;
type Kind = { readonly media: string; readonly name: string; readonly file: string; readonly say: Text };

const kinds: Readonly<Record<FileFormat, Kind>> = {
  csv: {
    media: "text/csv; charset=utf-8",
    name: "Csv",
    file: "CSV",
    say: { zh: "一行一项服务，UTF-8。", en: "One row a service, UTF-8." },
  },
  ttl: {
    media: "text/turtle; charset=utf-8",
    name: "Turtle",
    file: "Turtle",
    say: { zh: "CPSV-AP 3.2，Turtle 格式。", en: "CPSV-AP 3.2 as Turtle." },
  },
  jsonld: {
    media: "application/ld+json; charset=utf-8",
    name: "JsonLd",
    file: "JSON-LD",
    say: { zh: "CPSV-AP 3.2，JSON-LD 格式。", en: "CPSV-AP 3.2 as JSON-LD." },
  },
};

/** Texts kept: each is made again when a version comes into force or a place changes what it says. The nation's has 2 MB. */
const kept = 24;

/** The whole catalogue, of the nation and of each city, as files for other programs: open to everyone. */
export function addExports(api: Api): void {
  const { house } = api;
  const made = new Map<string, { readonly stamp: string; readonly text: string }>();
  const remember = (key: string, stamp: string, make: () => string): string => {
    const known = made.get(key);
    if (known?.stamp === stamp) return known.text;
    const text = make();
    made.delete(key);
    made.set(key, { stamp, text });
    for (const [oldest] of made) if (made.size > kept) made.delete(oldest);
    return text;
  };
  for (const [format, { media, name, file, say }] of Object.entries(kinds) as [FileFormat, Kind][]) {
    const shared = {
      ...({ method: "GET", group: "services", owner: "catalogue", media, status: 200, more: say } as const),
      answer: Type.String({ description: say.en }),
    };
    api.add(
      {
        ...shared,
        path: `/services.${format}`,
        id: `exportServices${name}`,
        summary: { zh: `全国服务目录文件（${file}）`, en: `The national catalogue as a ${file} file` },
        problems: [],
      },
      () =>
        remember(format, `${house.catalogue.revision} ${house.regions.revision}`, () => {
          const services = house.catalogue.services().map((service) => ({ service }));
          return exportServices(services, contextOf(house, nationPlace), format);
        }),
    );
    api.add(
      {
        ...shared,
        path: `/cities/{city}/services.${format}`,
        id: `exportServicesOfCity${name}`,
        summary: { zh: `一个城市的服务目录文件（${file}）`, en: `Services of a city as a ${file} file` },
        params: inCity,
        problems: ["city_not_open"],
      },
      async ({ params }) => {
        const { city } = cityOf(house, params.city);
        const services: readonly Exported[] = await house.offerings.of(city);
        return remember(`${city} ${format}`, await house.offerings.digest(city), () =>
          exportServices(services, contextOf(house, placeOf(house, city)), format),
        );
      },
    );
  }
}
