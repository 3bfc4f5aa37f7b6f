import type { Settings } from "../../settings.ts";
import type { Language, Text } from "../i18n/index.ts";
import type { Log } from "../log/index.ts";
import type { Metrics } from "../metrics/index.ts";
import type { FieldError } from "../refusal.ts";
import type { LimitName } from "./access.ts";
import type { RateLimit } from "./limits.ts";
import type { OverloadGuard } from "./overload.ts";
import type { Page } from "./page-cache.ts";
import type { Mode } from "./preferences.ts";

/** What a page about trouble has to say. `reference` finds the line in the log. */
export type ErrorPage = {
  readonly status: number;
  readonly code: string;
  readonly title: Text;
  readonly say: Text;
  readonly fields: readonly FieldError[];
  readonly reference: string;
  /** Where it happened, without the query; of an address that cannot be read what was sent of it. */
  readonly path: string;
  readonly language: Language;
  readonly mode: Mode;
  readonly retryAfterSeconds: number | undefined;
};

export type HttpOptions = {
  readonly settings: Pick<
    Settings,
    "host" | "port" | "baseUrl" | "oidc" | "metricsToken" | "trustedProxies" | "rateLimitFactor"
  >;
  readonly log: Log;
  readonly metrics: Metrics;
  /** At least 32 secret bytes, the same in every process of the installation: tokens of forms hang on them. */
  readonly secretKey: Uint8Array;
  /** Draws the page people see instead of a problem document. */
  readonly errorPage: (page: ErrorPage) => Page;
  /** Rows of the table of rate limits to replace. */
  readonly limits?: Partial<Readonly<Record<Exclude<LimitName, "none">, RateLimit>>>;
  /** Who may show our pages inside theirs, as sources of a content security policy. Nobody unless given. */
  readonly frameAncestors?: readonly string[];
  /** Bytes of memory for public pages. 64 MB unless given. */
  readonly pageCacheBytes?: number;
  readonly overload?: OverloadGuard;
};
