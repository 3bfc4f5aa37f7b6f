import type { ConnectionSettings } from "../../foundation/database/index.ts";
import type { Settings } from "../../settings.ts";
import type { House } from "../house.ts";
import type { Kind } from "../installation.ts";

export type Serving = {
  readonly house: House;
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
}) => Promise<Serving>;
