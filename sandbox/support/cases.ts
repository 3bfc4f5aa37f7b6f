import { createHash } from "node:crypto";
import { join } from "node:path";
import { ControlError, type Kit } from "./agency.ts";
import { Journal } from "./journal.ts";
import type { Pusher } from "./push.ts";

/** The contract's words; `withdrawn` is ours alone and is not pushed. */
export const stages = ["received", "correction_asked", "accepted", "approved", "refused"] as const;
export type Stage = (typeof stages)[number] | "withdrawn";

export type Case = {
  readonly reference: string;
  /** Six-digit code of the division it comes from. */
  readonly division: string;
  readonly person: { readonly name: string; readonly idNumber?: string };
  readonly submitted: unknown;
  readonly stage: Stage;
  readonly sequence: number;
  readonly at: string;
  readonly say?: string;
  readonly values?: Readonly<Record<string, unknown>>;
};

type Entry =
  | { kind: "key"; key: string; body: string; reference: string }
  | { kind: "case"; case: Case }
  | { kind: "heard"; reference: string; sequence: number }
  | { kind: "push-to"; address: string };

export const isFinal = (stage: Stage): boolean => stage === "approved" || stage === "refused" || stage === "withdrawn";

/** What an agency decides by itself when it keeps a pace. */
export type Decide = (one: Case) => { stage: "approved" | "refused"; say?: string; values?: Record<string, unknown> };

/** The agency's own cases: each submission once, however often it is sent; each step numbered, kept and pushed. */
export class Cases {
  readonly #all = new Map<string, Case>();
  readonly #steps: Case[] = [];
  readonly #keys = new Map<string, { body: string; reference: string }>();
  readonly #heard = new Set<string>();
  readonly #journal: Journal;
  readonly #kit: Kit;
  readonly #pusher: Pusher | undefined;
  readonly #decide: Decide;
  readonly #now: () => Date;
  readonly #timers = new Set<NodeJS.Timeout>();
  #address: string | undefined;

  /** `now`: the time of its steps. */
  constructor(kit: Kit, decide: Decide, pusher?: Pusher, now: () => Date = () => new Date()) {
    this.#kit = kit;
    this.#now = now;
    this.#decide = decide;
    this.#pusher = pusher;
    this.#journal = new Journal(join(kit.folder, "cases.jsonl"));
    for (const entry of this.#journal.read<Entry>()) this.#remember(entry);
    // What was not heard before this process ended is told again.
    for (const step of this.#steps) if (!this.#heard.has(`${step.reference} ${step.sequence}`)) this.#push(step);
    for (const one of this.#all.values()) this.#keepPace(one);
  }

  get(reference: string): Case | undefined {
    return this.#all.get(reference);
  }

  list(): readonly Case[] {
    return [...this.#all.values()];
  }

  get count(): number {
    return this.#all.size;
  }

  /** Somebody else's case, where there is one. */
  other(reference: string): string {
    return [...this.#all.keys()].find((one) => one !== reference) ?? reference;
  }

  /** A key seen before gives its first answer; with another body it is refused. */
  submit(
    key: string,
    body: Buffer | string,
    make: (serial: number) => Pick<Case, "reference" | "division" | "person" | "submitted">,
  ): { readonly case: Case; readonly again: boolean } | "reused" {
    const digest = createHash("sha256").update(body).digest("hex");
    const seen = this.#keys.get(key);
    if (seen) {
      const one = this.#all.get(seen.reference);
      return seen.body === digest && one ? { case: one, again: true } : "reused";
    }
    const at = this.#now().toISOString();
    const fresh: Case = { ...make(this.#all.size + 1), stage: "received", sequence: 1, at };
    this.#keep({ kind: "case", case: fresh });
    this.#keep({ kind: "key", key, body: digest, reference: fresh.reference });
    this.#push(fresh);
    this.#keepPace(fresh);
    return { case: fresh, again: false };
  }

  /** An answer to what was asked for: the case is received again. A key seen before changes nothing. */
  supplement(key: string, reference: string, body: Buffer): Case | "reused" | "not_asked" {
    const digest = createHash("sha256").update(body).digest("hex");
    const name = `supplement ${key}`;
    const seen = this.#keys.get(name);
    const one = this.#all.get(reference);
    if (seen && (seen.body !== digest || seen.reference !== reference)) return "reused";
    if (!one || (!seen && one.stage !== "correction_asked")) return "not_asked";
    if (seen) return one;
    this.#keep({ kind: "key", key: name, body: digest, reference });
    return this.move(reference, "received");
  }

  move(reference: string, stage: Stage, said: { say?: string; values?: Record<string, unknown> } = {}): Case {
    const one = this.#all.get(reference);
    if (!one) throw new ControlError(`no case ${reference}`);
    const { say: _say, values: _values, ...kept } = one;
    const moved: Case = { ...kept, stage, sequence: one.sequence + 1, at: this.#now().toISOString(), ...said };
    this.#keep({ kind: "case", case: moved });
    if (stage !== "withdrawn") this.#push(moved);
    this.#keepPace(moved);
    return moved;
  }

  /** From now on, to this address. */
  pushTo(address: string): void {
    this.#keep({ kind: "push-to", address });
  }

  close(): void {
    for (const timer of this.#timers) clearTimeout(timer);
    this.#pusher?.close();
  }

  #keep(entry: Entry): void {
    this.#journal.append(entry);
    this.#remember(entry);
  }

  #remember(entry: Entry): void {
    if (entry.kind === "key") this.#keys.set(entry.key, entry);
    else if (entry.kind === "push-to") this.#address = entry.address;
    else if (entry.kind === "heard") this.#heard.add(`${entry.reference} ${entry.sequence}`);
    else {
      this.#all.set(entry.case.reference, entry.case);
      if (this.#pusher && entry.case.stage !== "withdrawn") this.#steps.push(entry.case);
    }
  }

  #push(step: Case): void {
    if (!this.#pusher || this.#address === undefined) return;
    const { reference, stage, sequence, at, say, values } = step;
    const body = JSON.stringify({ reference, stage, sequence, at, say, values });
    const address = this.#address.replaceAll("{city}", step.division);
    this.#pusher.send(address, reference, body, () => this.#keep({ kind: "heard", reference, sequence }));
  }

  /** With a pace, a case moves on by itself as long as nobody else moved it. */
  #keepPace(one: Case): void {
    if (this.#kit.pace === undefined || isFinal(one.stage) || one.stage === "correction_asked") return;
    const timer = setTimeout(() => {
      this.#timers.delete(timer);
      if (this.#all.get(one.reference)?.sequence !== one.sequence) return;
      if (one.stage === "received") this.move(one.reference, "accepted");
      else {
        const { stage, ...said } = this.#decide(one);
        this.move(one.reference, stage, said);
      }
    }, this.#kit.pace);
    this.#timers.add(timer);
  }
}

/** The part of the control interface that every agency with cases has. */
export function caseControls(cases: Cases, pusher?: Pusher) {
  return {
    "GET /control/cases": () => ({ items: cases.list() }),
    "POST /control/stages": (wish: Record<string, unknown>) => {
      const stage = stages.find((one) => one === wish["stage"]);
      if (!stage) throw new ControlError(`stage: one of ${stages.join(", ")}`);
      const { say, values } = wish;
      return cases.move(String(wish["reference"]), stage, {
        ...(typeof say === "string" ? { say } : {}),
        ...(typeof values === "object" && values !== null ? { values: values as Record<string, unknown> } : {}),
      });
    },
    ...(pusher
      ? {
          "POST /control/push-to": (wish: Record<string, unknown>) => {
            cases.pushTo(addressIn(wish));
            return {};
          },
          "GET /control/pushes": () => ({ items: pusher.pushes }),
        }
      : {}),
  };
}

export function addressIn(wish: Record<string, unknown>): string {
  const address = String(wish["address"]);
  if (!/^https?:$/.test(URL.parse(address)?.protocol ?? "")) throw new ControlError("address: an http address");
  return address;
}
