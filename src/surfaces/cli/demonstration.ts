import {
  Catalogue,
  type CityAgency,
  type LoadedCatalogue,
  publishCatalogue,
  setCityAgencies,
} from "../../domain/catalogue/index.ts";
import { makeIdentity, seedDemonstrationClerks, seedDemonstrationPartners } from "../../domain/identity/index.ts";
import { type CitySettings, Regions } from "../../domain/regions/index.ts";
import { type Database, sharedScope } from "../../foundation/database/index.ts";
import { openSequence } from "../../foundation/events/index.ts";
import type { Text } from "../../foundation/i18n/index.ts";
import { installationCity, type Secrets } from "../../foundation/secrets/index.ts";
import { demonstrationVenue, sensibleServices } from "./nation/rule.ts";
import { seedNation } from "./nation/seed.ts";
import { offerInCities, openTenant, seedDivisions } from "./tenants.ts";

type DemonstrationCity = { readonly city: string; readonly name: Text; readonly settings: CitySettings };

/** Three places of the 2017 report, and their provinces. Telephone numbers and filing numbers are made up. */
export const demonstrationCities: readonly DemonstrationCity[] = [
  { city: "430000", name: { zh: "湖南省", en: "Hunan" }, settings: { colour: "#8c2f39" } },
  { city: "430621", name: { zh: "岳阳县", en: "Yueyang County" }, settings: { colour: "#1456a0", phone: "12345" } },
  { city: "130000", name: { zh: "河北省", en: "Hebei" }, settings: { colour: "#2f5d50" } },
  { city: "130982", name: { zh: "任丘市", en: "Renqiu" }, settings: { colour: "#0f6b5c", phone: "12345" } },
  { city: "410000", name: { zh: "河南省", en: "Henan" }, settings: { colour: "#5b3a8c" } },
  { city: "419001", name: { zh: "济源市", en: "Jiyuan" }, settings: { colour: "#9a4a0c", phone: "12345" } },
];

/** Every service of the catalogue that makes sense there in the six; what is offered already stays as it is. */
export async function offerEverything(database: Database, catalogue: Catalogue, now: Date): Promise<void> {
  const { divisions } = await Regions.load(database);
  const cities = demonstrationCities.map(({ city, name }) => ({
    city,
    shown: sensibleServices(catalogue, divisions, city),
    prepareOthers: false,
    venues: (agency: string) => [demonstrationVenue(name, agency)],
    phone: "12345",
  }));
  await offerInCities(database, catalogue, divisions, cities, now);
  await setCityAgencies(database, catalogue, secondHospital, now, { keep: true });
}

/** A county with two hospitals, so that people choose (docs/decisions/0019). Its address and telephone are made up. */
export const secondHospital: readonly CityAgency[] = [
  {
    city: "430621",
    agency: "hospital-2",
    name: { zh: "岳阳县中医医院", en: "Yueyang County Hospital of Traditional Chinese Medicine" },
    venues: [
      {
        name: { zh: "岳阳县中医医院门诊楼", en: "Outpatient building, Hospital of Traditional Chinese Medicine" },
        address: { zh: "银杏路 8 号（演示地址）", en: "8 Ginkgo Road (made up for the demonstration)" },
        hours: {
          zh: "每天 8:00–12:00，14:30–17:30，急诊全天",
          en: "Every day 8:00–12:00 and 14:30–17:30; emergencies around the clock",
        },
      },
    ],
    phone: "0730-5550120",
  },
];

/** The other places of the nation; what is there stays as it is. */
export async function seedRest(options: Omit<Parameters<typeof seedNation>[0], "besides">): Promise<void> {
  await seedNation({ ...options, besides: new Set(demonstrationCities.map(({ city }) => city)) });
}

/**
 * Fills a new demonstration: divisions, catalogue, six cities with their services, made-up clerks and programs. Each step does
 * nothing where it was done, so that a start that was interrupted goes on.
 */
export async function seedDemonstration(options: {
  database: Database;
  secrets: Secrets;
  files: LoadedCatalogue;
  now: Date;
  say: (line: string) => void;
  /** All 364 places; without it the six alone, which is what tests and most measurements need. */
  nation?: boolean;
}): Promise<void> {
  const { database, secrets, now, say } = options;
  say("divisions of China");
  await seedDivisions(database, now);
  say("catalogue of services");
  await publishCatalogue(database, options.files, now);
  const catalogue = await Catalogue.open(database, options.files);
  await secrets.openCity(installationCity);
  await database.run(sharedScope, openSequence, { city: installationCity });
  for (const { city, name, settings } of demonstrationCities) {
    say(`${name.en} (${city})`);
    await openTenant(database, secrets, city, { ...settings, filing_number: "演示备案 00000000 号" }, now);
  }
  await offerEverything(database, catalogue, now);
  if (options.nation) await seedRest({ database, secrets, catalogue, now, say });
  const identity = makeIdentity(database, secrets);
  say("people of the demonstration");
  await seedDemonstrationClerks(
    identity,
    demonstrationCities.map(({ city }) => city),
    now,
  );
  await seedDemonstrationPartners(identity, now);
}
