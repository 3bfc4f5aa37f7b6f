import type { Send, StageSpec, Take, When } from "../mapping/index.ts";
import type { Charset } from "./charset.ts";

/** How a connector by HTTP is configured (connector.schema.json says the same, for people). */
export type HttpConfig = {
  readonly adapter: "json" | "envelope" | "xml";
  /** https, or http on this machine. */
  readonly base: string;
  readonly timeout_ms?: number;
  readonly charset?: Charset;
  readonly limits?: { readonly running?: number; readonly waiting?: number };
  readonly authentication?: Authentication;
  /** For every operation; an operation may say otherwise. */
  readonly answers?: Answers;
  /** For every operation: sent along beside what the operation sends. */
  readonly send?: Send;
  /** xml: name of the root element of a request (REQUEST). */
  readonly root?: string;
  readonly operations: Readonly<Record<string, OperationConfig>>;
  /** Of all operations with bills; an operation may say otherwise. */
  readonly write_off?: WriteOffConfig;
  readonly query_write_off?: WriteOffConfig;
  readonly reversal?: ReversalConfig;
  readonly daily_file?: DailyFileConfig;
  readonly push?: PushConfig;
};

/** An agency that speaks our own contract: it says what it can do, and nothing is mapped. */
export type StandardConfig = Pick<HttpConfig, "base" | "timeout_ms" | "limits" | "authentication" | "push"> & {
  readonly adapter: "standard";
  /** Operations that can be looked up. */
  readonly look_ups?: readonly string[];
  /** Operations whose cases it keeps. */
  readonly cases?: readonly string[];
  /** Operations whose bills it knows and takes write-offs of. */
  readonly bills?: readonly string[];
  /** It takes the files of its cases. */
  readonly files?: boolean;
};

export type Authentication =
  | { readonly kind: "none" }
  | { readonly kind: "bearer" }
  | { readonly kind: "header"; readonly name: string }
  /** The secret stands in the body, at this path. */
  | { readonly kind: "token"; readonly at: string }
  /** HMAC-SHA256 over method, path, timestamp, nonce and body, each with a line end. */
  | { readonly kind: "hmac"; readonly key_id: string; readonly prefix?: string };

/** How "yes", "I know of nothing" and "no" look in an answer. Asked in this order: none, refused, ok. */
export type Answers = {
  /** Left out: every status from 200 to 299. */
  readonly ok?: When;
  readonly none?: When;
  readonly refused?: { readonly when: When; readonly say?: string };
};

export type CallConfig = {
  readonly method?: "GET" | "POST" | "PUT" | "DELETE";
  readonly path: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly send?: Send;
  readonly answers?: Answers;
};

export type LookUpConfig = CallConfig & {
  /** Where the answer says whom it is about. */
  readonly about: { readonly person: string } | { readonly account: string };
  readonly take: Take;
};

/** A list of bills, each read by `take`; `common` is read once and stands in all of them. */
export type BillsConfig = LookUpConfig & {
  /** Where the list stands; left out, the answer itself is the one bill. */
  readonly each?: string;
  readonly common?: Take;
};

export type WriteOffConfig = CallConfig & {
  /** What their word means, whatever `answers` says: done, waiting, absent, or why it is refused. `at`: the first path that says something. */
  readonly outcome: { readonly at: string | readonly string[]; readonly codes: Readonly<Record<string, WriteOffWord>> };
  /** Where the answer repeats our number of the payment; compared before it counts as done. */
  readonly key: string;
  /** The biller's own number of the write-off. */
  readonly reference?: string;
  /** Why it is refused, for people to read. */
  readonly say?: string;
};
/** Tells that what was written off went back to the payer; or, of a treasury that gave it back itself, asks whether it knows. */
export type ReversalConfig = CallConfig & {
  /** What their word means, whatever `answers` says: done, waiting (told or asked again later), refused (a person settles it). */
  readonly outcome: {
    readonly at: string | readonly string[];
    readonly codes: Readonly<Record<string, "done" | "waiting" | "refused">>;
  };
  /** Where the answer repeats our number of the reversal; compared before it counts as done. */
  readonly key: string;
  /** The biller's own number of the reversal. */
  readonly reference?: string;
  readonly say?: string;
};
export type WriteOffWord = "done" | "waiting" | "absent" | "paid_elsewhere" | "unknown" | "amount" | "closed" | "other";

/** What was written off on a day, one line each, as the biller's file says it. `{city}` and `{day}` (yyyyMMdd) are filled in. */
export type DailyFileConfig = {
  /** Fetched from here, under `base`. */
  readonly path?: string;
  /** Or laid into `in/` of the connector's directory under this name. */
  readonly file?: string;
  /** A laid file counts only with NAME.ok beside it. */
  readonly beside?: "ok";
  /** There is no file yet; left out: status 404. */
  readonly none?: When;
  readonly charset?: Charset;
  readonly separator?: string;
  /** Names of the columns where the file's first line does not name them. */
  readonly columns?: readonly string[];
  readonly take: Take;
  /** The last line: what its first cell says, and in which cells (1 is the first) count and sum (yuan) of all lines stand. */
  readonly end?: { readonly mark: string; readonly lines: number; readonly amount?: number };
};

export type OperationConfig = {
  readonly look_up?: LookUpConfig;
  readonly bills?: BillsConfig;
  readonly write_off?: WriteOffConfig;
  readonly query_write_off?: WriteOffConfig;
  readonly reversal?: ReversalConfig;
  readonly submit?: CallConfig & { readonly reference: string };
  readonly files?: FilesConfig;
  readonly correct?: CallConfig;
  readonly follow?: CallConfig & { readonly stage: StageSpec };
  readonly withdraw?: CallConfig;
};

/**
 * How one file of a case is handed over before it: its bytes as the body, or with `send` within one (`file.content` is base64). `reference`:
 * where the answer says their name of it, which `parameters.<question>.reference` then is.
 */
export type FilesConfig = CallConfig & { readonly reference: string };

export type PushConfig = {
  readonly signature: "hmac-sha256" | "ed25519";
  /** Ed25519: the agency's public key in PEM. HMAC: the secret `push`. */
  readonly public_key?: string;
  /** Left out: the body is in the contract's own words. */
  readonly stage?: StageSpec;
};
