import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { type Adapter, Agencies, type Register } from "../domain/agencies/index.ts";
import { caseContext, problemsOf, regimes } from "../domain/cases/index.ts";
import { Catalogue, loadGroups, speakersOf } from "../domain/catalogue/index.ts";
import { clamd } from "../domain/documents/index.ts";
import { makeIdentity } from "../domain/identity/index.ts";
import { type Channel, Deliveries, type MessageChannel } from "../domain/notifications/index.ts";
import {
  PaymentAccounts,
  type ProviderAdapter,
  type ProviderName,
  paymentContext,
  paymentTable,
  problemsOfPayments,
  usualSecondApproval,
} from "../domain/payments/index.ts";
import { Regions } from "../domain/regions/index.ts";
import { type ConnectionSettings, Database } from "../foundation/database/index.ts";
import { createLog, type Log } from "../foundation/log/index.ts";
import { createMetrics } from "../foundation/metrics/index.ts";
import { installationCity, readKeysFile, Secrets } from "../foundation/secrets/index.ts";
import type { Settings } from "../settings.ts";
import { billers } from "./case-fee-biller.ts";
import type { House } from "./house.ts";
import { InstallationProblem, type Kind } from "./installation.ts";
import { Offerings } from "./offerings.ts";

export const catalogueFolder = fileURLToPath(new URL("../../catalogue/", import.meta.url));

/** Connections of one process: enough for two cores, few enough for many processes on one server. */
const connections = 10;

/** Opens everything a surface uses. `committed` is told which cities have new events. */
export async function openHouse(options: {
  settings: Settings;
  connection: ConnectionSettings;
  kind: Kind;
  clock?: () => Date;
  log?: Log;
  registers?: ReadonlyMap<string, Register>;
  /** Dialects of agencies' systems by name; without them no connector opens. */
  adapters?: ReadonlyMap<string, Adapter>;
  /** Payment providers by name; without them nothing can be paid online. */
  providers?: ReadonlyMap<ProviderName, ProviderAdapter>;
  /** Lines to people beside the inbox. */
  channels?: readonly MessageChannel[];
  committed?: (cities: readonly string[]) => void;
}): Promise<House & { close(): Promise<void>; connectChannels(lines: readonly MessageChannel[]): void }> {
  const { settings } = options;
  const [moneyProblem] = problemsOfPayments(paymentTable);
  if (moneyProblem) throw new InstallationProblem(`the table of states of payments is broken: ${moneyProblem}`);
  for (const [regime, table] of Object.entries(regimes)) {
    const [problem] = problemsOf(table);
    if (problem) throw new InstallationProblem(`the table of states of ${regime} is broken: ${problem}`);
  }
  const clock = options.clock ?? (() => new Date());
  const log = options.log ?? createLog({ level: settings.logLevel });
  const metrics = createMetrics();
  const database = new Database(options.connection, { connections });
  const secrets = new Secrets(readKeysFile(settings.keysFile), database, clock);
  const regions = await Regions.load(database);
  await secrets.load([installationCity, ...regions.cities.map((city) => city.city)]);
  const catalogue = await Catalogue.open(database, await loadGroups(catalogueFolder));
  const cases = caseContext({
    database,
    secrets,
    clock,
    calendarOf: (city) => regions.calendarOf(city),
    serviceOf: (code, version) => catalogue.serviceOf(code, version),
    isDivision: (code) => regions.divisions.get(code) !== undefined,
    ...(options.committed ? { committed: options.committed } : {}),
  });
  const above = (city: string) =>
    speakersOf(regions.divisions, city).flatMap(({ place }) => (place === null || place === city ? [] : [place]));
  const agencies = await Agencies.open({
    ...{ database, secrets, clock, metrics },
    cities: () => regions.cities.map((city) => city.city),
    above,
    adapters: options.adapters ?? new Map(),
    directory: join(settings.dataDir, "agencies"),
    lookUpOf: (operation) =>
      catalogue.services().find(({ definition }) => definition.look_up?.operation === operation)?.definition.look_up,
    billOf: (operation) =>
      catalogue.services().find(({ definition }) => definition.bill?.operation === operation)?.definition.bill,
    agencyName: (agency) => catalogue.kindOf(agency)?.name,
    log: (level, message, fields) => log[level](fields, message),
  });
  const identity = makeIdentity(database, secrets);
  const accounts = await PaymentAccounts.open({
    ...{ database, secrets, clock, above },
    adapters: options.providers ?? new Map(),
    log: (level, message, fields) => log[level](fields, message),
  });
  const payments = paymentContext({
    ...{ database, secrets, clock, baseUrl: settings.baseUrl },
    calendarOf: (city) => regions.calendarOf(city),
    providerOf: (of) => accounts.find(of)?.open,
    biller: billers(agencies, cases),
    twoApprovalsOver: (city) => {
      const limit = regions.city(city)?.settings.second_refund_over_fen;
      return limit === undefined ? usualSecondApproval : BigInt(limit);
    },
    log: (level, message, fields) => log[level](fields, message),
    ...(options.committed ? { committed: options.committed } : {}),
  });
  // A map, since a demonstration learns of its stand-ins later.
  const channels = new Map<Channel, MessageChannel>((options.channels ?? []).map((one) => [one.channel, one]));
  metrics.gauge(
    "submissions_waiting",
    "Submissions waiting for a place in a batch",
    [],
    () => cases.submissions.waiting,
  );
  return {
    settings,
    demonstration: options.kind === "demonstration",
    clock,
    log,
    metrics,
    database,
    secrets,
    regions,
    catalogue,
    offerings: new Offerings({ database, catalogue, regions, clock }),
    identity,
    channels,
    deliveries: new Deliveries({ database, secrets, identity, channels, clock, baseUrl: settings.baseUrl }),
    documents: {
      database,
      secrets,
      directory: join(settings.dataDir, "files"),
      ...(settings.clamd ? { scanner: clamd(settings.clamd) } : {}),
    },
    cases,
    agencies,
    payments,
    accounts,
    registers: options.registers ?? new Map(),
    connectChannels: (lines) => {
      for (const line of lines) channels.set(line.channel, line);
    },
    close: async () => {
      await agencies.drained();
      await Promise.all(
        [cases.submissions, cases.acts, payments.creations, payments.acts].map((gatherer) => gatherer.drained()),
      );
      await database.close();
    },
  };
}
