import type { Reversal, ReversalAnswer, WriteOff, WriteOffAnswer, WriteOffLine } from "./biller.ts";
import type { About, AgencyRequest, AgencyStage, Answered, Connector, HandedFile } from "./contract.ts";

/** What is wrong with a configuration: where (`operations.x.look_up.path`), what, and what to write instead. */
export type ConfigProblem = { readonly at: string; readonly problem: string; readonly remedy: string };

/** Where a connector finds what it needs. */
export type ConnectorParts = {
  readonly city: string;
  readonly agency: string;
  readonly config: unknown;
  /** By name, as `onewindow connector set --secrets` gave them: `outgoing`, `push`. */
  readonly secrets: Readonly<Record<string, string>>;
  readonly clock: () => Date;
  /** File drops: the directory of this city and agency. It need not exist yet. */
  readonly directory: string;
};

/** How an agency signs what it pushes. `key`: the shared secret, or a public key in PEM. */
export type PushKey = { readonly algorithm: "hmac-sha256" | "ed25519"; readonly key: string };

/** One row of a file that was not taken. `line` counts from 1 as an editor shows it. */
export type BrokenRow = { readonly line: number; readonly reason: string };

/** A case of ours that the agency did not take from a file: which, on which line of which file, and why in its words ("" where it says nothing). */
export type RefusedRow = {
  readonly number: string;
  readonly file: string;
  readonly line: number;
  readonly say: string;
};

/** Files laid into a directory, out and in. All names appear at once and whole. */
export type FileDrop = {
  /** The day (local, "YYYY-MM-DD") whose file is to be written by now; undefined before the hour. */
  readonly writeDay: (now: Date) => string | undefined;
  /** The instant by which a file was to be there, the last one before `now`. */
  readonly expectedAt: (now: Date) => Date;
  /** Writes what waits; undefined where nothing does. Again on the same day continues the day's numbering. */
  readonly write: (day: string) => Promise<WrittenFile | undefined>;
  /** Files that wait in `in/`, oldest first: at most 20 that can be read, and those among them that cannot be opened. */
  readonly waiting: () => Promise<readonly WaitingFile[]>;
  /**
   * Reads one, row by row, in the order of the file; undefined where it went away or can no longer be opened.
   * @throws AgencyFailure where it is no such file at all, or more than is taken.
   */
  readonly read: (name: string) => Promise<ReadFile | undefined>;
  /** Out of the way: `done/`, or `broken/` with a list of its rows beside it. False where it cannot be moved and lies there still. */
  readonly settle: (name: string, broken: readonly BrokenRow[]) => Promise<boolean>;
};
/** `digest` of what is in it; of one that cannot be opened, of its name and when it was laid there. */
export type WaitingFile = { readonly name: string; readonly digest: string; readonly unopened?: true };
export type ReadFile = {
  readonly rows: number;
  readonly stages: readonly { readonly line: number; readonly stage: AgencyStage }[];
  readonly broken: readonly BrokenRow[];
  /** Of a receipt: what we sent and the agency did not take; these rows are among `broken` too. */
  readonly refused?: readonly RefusedRow[];
};
export type WrittenFile = { readonly name: string; readonly digest: string; readonly rows: number };

/** One bill as a connector read it, by our names (`OwedBill` in small letters): checked before it is used. */
export type ReadBill = Readonly<Record<string, unknown>>;
export type ConnectorBills =
  | { readonly kind: "found"; readonly bills: readonly ReadBill[]; readonly about: About; readonly at: Date }
  | Extract<Answered, { kind: "none" | "refused" }>;

/** What a biller made of a write-off. `key`: our number as the answer repeats it; compared where the money counts as taken. */
export type ConnectorWriteOff = { readonly answer: WriteOffAnswer; readonly key?: string };

/** What a biller made of a reversal. `reversal`: our number as the answer repeats it. */
export type ConnectorReversal = { readonly answer: ReversalAnswer; readonly reversal?: string };

/** Billers: what a connector of theirs can do besides. Calls may be repeated with the same key without a second effect. */
export type ConnectorBiller = {
  /** Operations whose bills are known there. */
  readonly operations: readonly string[];
  readonly bills: (request: AgencyRequest, signal: AbortSignal) => Promise<ConnectorBills>;
  readonly writeOff: (request: AgencyRequest, write: WriteOff, signal: AbortSignal) => Promise<ConnectorWriteOff>;
  readonly queryWriteOff: (request: AgencyRequest, write: WriteOff, signal: AbortSignal) => Promise<ConnectorWriteOff>;
  /** Left out where the biller cannot be told that a write-off was given back. */
  readonly reverse?: (request: AgencyRequest, reversal: Reversal, signal: AbortSignal) => Promise<ConnectorReversal>;
  /** Left out where the biller gives no file. The signal ends the reading of the lines too. */
  readonly dailyFile?: (day: string, signal: AbortSignal) => Promise<AsyncIterable<WriteOffLine> | undefined>;
};

/** A connector ready for use, with what its configuration says of itself. */
export type OpenConnector = Connector & {
  /** Milliseconds one call may take. */
  readonly timeout: number;
  readonly running?: number;
  readonly waiting?: number;
  /** Reads a pushed body. @throws AgencyFailure `unreadable` */
  readonly readStage?: (body: Buffer) => AgencyStage;
  readonly push?: PushKey;
  readonly files?: FileDrop;
  readonly biller?: ConnectorBiller;
  /** Names of what can be looked up. */
  readonly lookUps?: readonly string[];
  /** Operations whose cases this system takes and keeps; cases of all others are worked by clerks. */
  readonly keeps?: readonly string[];
  /** Files of a case, for agencies that take them: handed over one by one before the case, which then names them by `reference`. */
  readonly handOver?: {
    readonly wants: (operation: string, question: string) => boolean;
    /** `request.key` is of this file: the same file again gets the same reference. */
    readonly send: (
      request: AgencyRequest,
      file: HandedFile,
      signal: AbortSignal,
    ) => Promise<{ readonly reference: string }>;
  };
  /** A case sent before is sent again, corrected. Left out where the agency takes a correction as it takes a case. */
  readonly correct?: (request: AgencyRequest, reference: string, signal: AbortSignal) => Promise<void>;
};

/** A dialect: checks a configuration and opens connectors that speak it. They stand in src/outside/agencies. */
export type Adapter = {
  readonly name: string;
  readonly check: (config: unknown) => readonly ConfigProblem[];
  /** Names of the secrets the configuration needs. */
  readonly secretsOf: (config: unknown) => readonly string[];
  readonly open: (parts: ConnectorParts) => OpenConnector;
};
