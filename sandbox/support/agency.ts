import type { IncomingHttpHeaders } from "node:http";
import type { Encoding } from "./gbk.ts";
import type { Own } from "./keys.ts";
import type { Mood, MoodName, Moods } from "./moods.ts";

/** What every process is opened with. */
export type Kit = {
  readonly name: string;
  readonly seed: number;
  /** The day up to which records go, YYYY-MM-DD. */
  readonly today: string;
  /** Milliseconds after which cases move on by themselves; undefined: as told. */
  readonly pace: number | undefined;
  /** Its own folder. */
  readonly folder: string;
  /** The port of a second listener (SMTP); 0 takes a free one. */
  readonly secondPort: number;
  readonly own: Own;
  readonly moods: Moods;
};

/** One request as it came in. */
export type Heard = {
  readonly method: string;
  /** Path and query as sent. */
  readonly target: string;
  readonly path: string;
  readonly query: URLSearchParams;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
};

export type Answer = {
  readonly status: number;
  readonly type: string;
  readonly text: string;
  readonly encoding: Encoding;
  /** Sent besides the type: signatures, where to go on. */
  readonly headers?: Readonly<Record<string, string>>;
  /** Sent as they are instead of the text: packed files. */
  readonly bytes?: Buffer;
};

/** What the control interface does for one process, by method and path. Throws `ControlError` for a wrong wish. */
export type Controls = Readonly<Record<string, (wish: Record<string, unknown>, query: URLSearchParams) => unknown>>;

export class ControlError extends Error {}

/** A stand-in: answers requests in its dialect, and says in that dialect that it is broken. */
export type Agency = {
  /** `swapped`: answer about somebody else. Left out by those who have no interface over HTTP. */
  readonly answer?: (heard: Heard, swapped: boolean, moods: ReadonlyMap<MoodName, Mood>) => Answer;
  readonly broken?: (heard: Heard) => Answer;
  readonly controls: Controls;
  /** Said to whoever connects, besides address and token: keys, directories, second ports. */
  readonly says: Readonly<Record<string, unknown>>;
  /** Told when moods change that the second listener has to follow. */
  readonly moodsChanged?: () => Promise<void>;
  readonly close?: () => Promise<void>;
};

export type Open = (kit: Kit) => Agency | Promise<Agency>;
