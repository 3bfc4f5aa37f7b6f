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
  readonly push?: PushConfig;
};

/** An agency that speaks our own contract: it says what it can do, and nothing is mapped. */
export type StandardConfig = Pick<HttpConfig, "base" | "timeout_ms" | "limits" | "authentication" | "push"> & {
  readonly adapter: "standard";
  /** Operations that can be looked up. */
  readonly look_ups?: readonly string[];
  /** Operations whose cases it keeps. */
  readonly cases?: readonly string[];
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

export type OperationConfig = {
  readonly look_up?: LookUpConfig;
  readonly submit?: CallConfig & { readonly reference: string };
  readonly correct?: CallConfig;
  readonly follow?: CallConfig & { readonly stage: StageSpec };
  readonly withdraw?: CallConfig;
};

export type PushConfig = {
  readonly signature: "hmac-sha256" | "ed25519";
  /** Ed25519: the agency's public key in PEM. HMAC: the secret `push`. */
  readonly public_key?: string;
  /** Left out: the body is in the contract's own words. */
  readonly stage?: StageSpec;
};
