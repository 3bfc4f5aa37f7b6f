import type { Adapter } from "../../domain/agencies/index.ts";
import type { ProviderAdapter, ProviderName } from "../../domain/payments/index.ts";
import type { ConnectionSettings } from "../../foundation/database/index.ts";
import type { Settings } from "../../settings.ts";
import type { House } from "../house.ts";
import type { Kind } from "../installation.ts";

export type Serving = {
  readonly house: House;
  /** Dialects of agencies' systems this process speaks. */
  readonly adapters: ReadonlyMap<string, Adapter>;
  /** Connects lines to people that were not known at the start; in a demonstration alone. */
  readonly connectMessages?: (lines: Pick<Settings, "smtp" | "sms">) => void;
  /** The demonstration's own wallet: where it is under our address, and the key of an account; in a demonstration alone. */
  readonly wallet?: { readonly path: string; readonly keyOf: (city: string, account: string) => Buffer };
  /** Where the web listens, when it does. */
  readonly address: { readonly host: string; readonly port: number } | undefined;
  /** Finishes what was acknowledged, then closes everything. */
  stop(): Promise<void>;
};

/** Runs the roles asked for in this process. */
export type Serve = (options: {
  settings: Settings;
  kind: Kind;
  app: ConnectionSettings;
  jobs: ConnectionSettings;
  clock?: () => Date;
  /** Dialects of agencies' systems beside our own; tests bring agencies that do as they are told. */
  adapters?: ReadonlyMap<string, Adapter>;
  /** Payment providers besides the built-in ones, by name. */
  providers?: ReadonlyMap<ProviderName, ProviderAdapter>;
}) => Promise<Serving>;
