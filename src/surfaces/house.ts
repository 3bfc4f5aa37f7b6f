import type { Agencies, Register } from "../domain/agencies/index.ts";
import type { CaseContext } from "../domain/cases/index.ts";
import type { Catalogue } from "../domain/catalogue/index.ts";
import type { Documents } from "../domain/documents/index.ts";
import type { Identity } from "../domain/identity/index.ts";
import type { Deliveries, MessageChannels } from "../domain/notifications/index.ts";
import type { PaymentAccounts, PaymentContext } from "../domain/payments/index.ts";
import type { Regions } from "../domain/regions/index.ts";
import type { Database } from "../foundation/database/index.ts";
import type { Log } from "../foundation/log/index.ts";
import type { Metrics } from "../foundation/metrics/index.ts";
import type { Secrets } from "../foundation/secrets/index.ts";
import type { Settings } from "../settings.ts";
import type { Offerings } from "./offerings.ts";

/** Everything a surface may use, opened once at start (main.ts). */
export type House = {
  readonly settings: Settings;
  /** A property of the database, fixed at its birth. */
  readonly demonstration: boolean;
  readonly clock: () => Date;
  readonly log: Log;
  readonly metrics: Metrics;
  readonly database: Database;
  readonly secrets: Secrets;
  readonly regions: Regions;
  readonly catalogue: Catalogue;
  readonly offerings: Offerings;
  readonly identity: Identity;
  readonly documents: Documents;
  readonly cases: CaseContext;
  /** The agencies' own systems: look-ups now, errands for what must arrive. */
  readonly agencies: Agencies;
  /** What is owed and paid, and the accounts at providers it goes through. */
  readonly payments: PaymentContext;
  readonly accounts: PaymentAccounts;
  /** Lines to people beside the inbox, and what goes out by them. */
  readonly channels: MessageChannels;
  readonly deliveries: Deliveries;
  /** Registers of agencies by name; what they know is shown with its source and not asked. */
  readonly registers: ReadonlyMap<string, Register>;
};
