import type { Text } from "../../foundation/i18n/index.ts";

/** Whom a register is asked about. */
export type Person = { readonly idType: string; readonly idNumber: string; readonly name?: string };

/** What a register knows of a person, by field; undefined where it does not know the person. */
export type RegisterEntry = Readonly<Record<string, unknown>> | undefined;

/**
 * The contract with an agency's register, owned here and fulfilled by adapters in src/outside/agencies. An adapter answers for
 * the person it was asked about: `idNumber` is part of every entry and is compared before anything is shown.
 */
export type Register = {
  /** Named in `from: agency:<name>.<field>` of a service file. */
  readonly name: string;
  /** Whose register it is, as people read it. */
  readonly title: Text;
  readonly lookUp: (city: string, person: Person, signal: AbortSignal) => Promise<RegisterEntry>;
};

export type LookedUp =
  | {
      readonly kind: "known";
      readonly values: Readonly<Record<string, unknown>>;
      readonly at: Date;
      readonly title: Text;
    }
  | { readonly kind: "unknown" | "unavailable"; readonly title: Text };

/**
 * One thing asked of an agency's system. `agency` is the kind of agency of the offering; the connector of that city and agency
 * answers. `parameters` are the values of the questions the service sends along, in our forms (see `Answers` of the catalogue).
 */
export type AgencyRequest = {
  readonly city: string;
  readonly agency: string;
  /** As the service file names it: `look_up.operation`, `agency_case.operation`. */
  readonly operation: string;
  /** Left out where the request is about an account and nobody signed in. */
  readonly person?: Person & { readonly name: string };
  readonly parameters: Readonly<Record<string, unknown>>;
  /** The same key is the same request, however often it is sent. At most 100 characters. */
  readonly key: string;
  /** Submitting, following, withdrawing: what it is about here. */
  readonly case?: {
    readonly number: string;
    readonly service: string;
    readonly phone: string;
    /** "YYYY-MM-DD" in the city. */
    readonly submittedOn: string;
  };
  /** Submitting and correcting: what was sent with the case. A connector hands over those its agency wants. */
  readonly files?: readonly AgencyFile[];
};

/** A file of a case on its way to the agency: at most 10 MiB, of a type that was checked when it came. */
export type AgencyFile = {
  /** Id of the question it answers. */
  readonly question: string;
  readonly id: string;
  readonly name: string;
  /** `application/pdf`, `image/jpeg`, `image/png` or `image/webp`. */
  readonly type: string;
  /** Bytes. */
  readonly size: number;
  /** Of the bytes, hexadecimal. */
  readonly sha256: string;
  /** Read when it is its turn, so that a case with many lies in memory one at a time. */
  readonly content: () => Promise<Buffer>;
};

/** A file being handed over, with its bytes. */
export type HandedFile = Omit<AgencyFile, "content"> & { readonly bytes: Buffer };

/** Why nothing was learned. `paused`: the circuit is open; `busy`: too many wait already; each has words for people. */
export const unavailableReasons = [
  "not_connected",
  "timeout",
  "down",
  "error",
  "busy",
  "paused",
  "unreadable",
  "too_large",
  "wrong_person",
] as const;
export type UnavailableReason = (typeof unavailableReasons)[number];

/** What came of a look-up. `values` have our forms: money in fen, days "YYYY-MM-DD", tables as rows. */
export type Answered =
  | { readonly kind: "found"; readonly values: Readonly<Record<string, unknown>>; readonly at: Date }
  | { readonly kind: "none"; readonly at: Date }
  /** The agency says no, with its reason: trying again would hear the same. */
  | { readonly kind: "refused"; readonly say: string; readonly at: Date }
  | { readonly kind: "unavailable"; readonly reason: UnavailableReason };

/** Where a case stands in the agency's own system. Stages are ours: an adapter maps the agency's words to them. */
export const agencyStages = ["received", "correction_asked", "accepted", "approved", "refused"] as const;
export type AgencyStage = {
  readonly reference: string;
  readonly stage: (typeof agencyStages)[number];
  /** Counts up within a reference; an older one than the last known is late and changes nothing. */
  readonly sequence: number;
  readonly at: Date;
  /** Reason or what is missing, as the agency wrote it. */
  readonly say?: string;
  readonly values?: Readonly<Record<string, unknown>>;
};

/** Whom an answer says it is about: compared with what was asked before anything is shown. */
export type About = { readonly idNumber?: string; readonly account?: string };
export type ConnectorAnswer =
  | (Extract<Answered, { kind: "found" }> & { readonly about: About })
  | Extract<Answered, { kind: "none" | "refused" }>;

/**
 * An agency's system, whatever it speaks (JSON, XML, files). Adapters in src/outside/agencies fulfil it. Each call ends with the
 * signal, throws `AgencyFailure` where nothing was learned, and may be repeated with the same key without a second effect.
 */
export type Connector = {
  readonly lookUp: (request: AgencyRequest, signal: AbortSignal) => Promise<ConnectorAnswer>;
  /** The agency's own reference of the case. */
  readonly submit: (request: AgencyRequest, signal: AbortSignal) => Promise<{ readonly reference: string }>;
  readonly follow: (request: AgencyRequest, reference: string, signal: AbortSignal) => Promise<AgencyStage>;
  /** What the agency decided, with the values its decision carries; undefined while it has not. */
  readonly result: (request: AgencyRequest, reference: string, signal: AbortSignal) => Promise<AgencyStage | undefined>;
  readonly withdraw: (request: AgencyRequest, reference: string, signal: AbortSignal) => Promise<void>;
};

/** Nothing was learned. `detail` is for the log: never a word of what was asked or answered. */
export class AgencyFailure extends Error {
  readonly reason: UnavailableReason;

  constructor(reason: UnavailableReason, detail: string) {
    super(detail);
    this.name = "AgencyFailure";
    this.reason = reason;
  }
}

/** The agency has decided not to take what was sent: sending it again would hear the same. */
export class AgencyRefusal extends Error {
  readonly say: string;

  constructor(say: string) {
    super("the agency refuses");
    this.name = "AgencyRefusal";
    this.say = say;
  }
}
