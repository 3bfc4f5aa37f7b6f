import { existsSync, mkdirSync } from "node:fs";
import { dirname } from "node:path";
import { Catalogue, loadCatalogue, publishCatalogue } from "../../../domain/catalogue/index.ts";
import { addClerk, addFirstOperator, clerksOf, makeIdentity } from "../../../domain/identity/index.ts";
import { Regions } from "../../../domain/regions/index.ts";
import { Database, sharedScope } from "../../../foundation/database/index.ts";
import { openSequence } from "../../../foundation/events/index.ts";
import type { Text } from "../../../foundation/i18n/index.ts";
import { Refusal } from "../../../foundation/refusal.ts";
import {
  installationCity,
  makeKeysFile,
  readKeysFile,
  type SealAlgorithm,
  Secrets,
  writeKeysFile,
} from "../../../foundation/secrets/index.ts";
import type { Settings } from "../../../settings.ts";
import { checkRole, giveBirth, InstallationProblem, kindOf, type Reached, withClient } from "../../installation.ts";
import { catalogueFolder } from "../../open-house.ts";
import { passPolicies } from "../backup/tables.ts";
import { commandLineActor, showEnrolment } from "../clerk.ts";
import { openRole, upgrade } from "../database-role.ts";
import { ownerOf, recordCommand } from "../installed.ts";
import { bothLanguages, heldLines, offerAndShow } from "../showing.ts";
import { openTenant, seedDivisions } from "../tenants.ts";
import { print, step } from "../terminal.ts";

/** What stands before any person or city is named: schema, birth, keys, divisions, catalogue. */
export type Ground = {
  readonly database: Database;
  readonly secrets: Secrets;
  readonly regions: Regions;
  readonly catalogue: Catalogue;
};

/**
 * Prepares a real installation in an empty database, or goes on where an interrupted one stopped. Never touches a demonstration.
 * The caller closes the database.
 */
export async function layGround(settings: Settings, reached: Reached, name: string, now: Date): Promise<Ground> {
  const owner = ownerOf(reached);
  const before = await kindOf(owner);
  if (before === "demonstration") {
    throw new InstallationProblem(
      "this database holds a demonstration and stays one: use another DATA_DIR or DATABASE_URL for a real installation",
    );
  }
  if (before === undefined && existsSync(settings.keysFile)) {
    throw new InstallationProblem(
      `KEYS_FILE ${settings.keysFile} exists already and belongs to another installation: it is not overwritten. Name another file, or move it away`,
    );
  }
  for (const migration of await upgrade(reached, settings, now)) step(`migration ${migration}`);
  await giveBirth(owner, "real", name, now);
  await openRole(reached, settings);
  await checkRole(reached.app);
  await makeKeys(settings, reached);
  const database = new Database(reached.app, { connections: 2, name: "onewindow init" });
  try {
    const secrets = new Secrets(readKeysFile(settings.keysFile), database, () => new Date());
    await secrets.openCity(installationCity);
    await database.run(sharedScope, openSequence, { city: installationCity });
    step("divisions of China");
    await seedDivisions(database, now);
    step("catalogue of services");
    const files = await loadCatalogue(catalogueFolder);
    await publishCatalogue(database, files, now);
    const catalogue = await Catalogue.open(database, files);
    return { database, secrets, regions: await Regions.load(database), catalogue };
  } catch (error) {
    await database.close();
    throw error;
  }
}

/** Keys are made once, for a database that has none; the file of one that has some is never made up. */
async function makeKeys(settings: Settings, reached: Reached): Promise<void> {
  if (existsSync(settings.keysFile)) return;
  const keyed = await withClient(ownerOf(reached), async (client) => {
    await passPolicies(client);
    return (await client.query("select from city_keys limit 1")).rowCount;
  });
  if (keyed) {
    throw new InstallationProblem(
      `KEYS_FILE ${settings.keysFile} is gone, but this database was sealed with it: put it back from where its copy is kept`,
    );
  }
  mkdirSync(dirname(settings.keysFile), { recursive: true });
  writeKeysFile(settings.keysFile, makeKeysFile());
  step(`keys in ${settings.keysFile}, readable by this account alone`);
}

export type FirstPeople = {
  readonly operator: { readonly login: string; readonly name: string } | undefined;
  readonly city: {
    readonly code: string;
    readonly name: Text;
    readonly phone: string;
    readonly filingNumber: string | undefined;
    readonly algorithm: SealAlgorithm;
    readonly shown: ReadonlySet<string> | "all";
    readonly agencies: ReadonlyMap<string, Text>;
  };
  readonly clerk: { readonly login: string; readonly name: string } | undefined;
};

/** The first operator, the first city and its office's first clerk. Who is there already stays; codes are printed as they are made. */
export async function addFirstPeople(ground: Ground, settings: Settings, first: FirstPeople, now: Date): Promise<void> {
  const { database, secrets, catalogue } = ground;
  const identity = makeIdentity(database, secrets);
  if (first.operator) {
    try {
      const enrolment = await addFirstOperator(identity, first.operator, now);
      print("", "The first operator 运维管理员");
      showEnrolment(settings.baseUrl, enrolment);
    } catch (error) {
      if (!(error instanceof Refusal) || error.code !== "has_operator") throw error;
      print("", "An operator is there already. A new code: onewindow clerk code --city 000000 --login …");
    }
  }
  const { city } = first;
  await openTenant(
    database,
    secrets,
    city.code,
    { phone: city.phone, ...(city.filingNumber === undefined ? {} : { filing_number: city.filingNumber }) },
    now,
    city.algorithm,
  );
  await secrets.load([city.code]);
  const { shown, agencies } = city;
  const { services, showing } = await offerAndShow({ database, catalogue }, { city: city.code, shown, agencies }, now);
  if (services > 0) {
    await recordCommand(database, city.code, "city.open", city.code, { services });
    const seen = showing.shown.length === 0 ? "none is shown yet" : `shown: ${showing.shown.join(", ")}`;
    print("", `${city.code} ${city.name.zh} ${city.name.en} is open; ${services} services were prepared, ${seen}`);
    print(...heldLines(showing.held, { city: city.code, base: settings.baseUrl, said: bothLanguages }));
  } else print("", `${city.code} ${city.name.zh} ${city.name.en} was open already; its services stay as they are`);
  if (!first.clerk) return;
  const there = await clerksOf(identity, city.code, { limit: 1 });
  if (there.items.length > 0) {
    print("", `The city has clerks already. A new code: onewindow clerk code --city ${city.code} --login …`);
    return;
  }
  const input = { city: city.code, ...first.clerk, roles: ["office"] };
  const enrolment = await addClerk(identity, commandLineActor(city.code), input, now);
  await recordCommand(database, city.code, "clerk.add", enrolment.clerk, { roles: ["office"] });
  print("", "The city office's first clerk 政务服务管理人员");
  showEnrolment(settings.baseUrl, enrolment);
}
