import type { OpenConnector } from "./adapter.ts";
import { Breaker, type BreakerLimits } from "./breaker.ts";
import { AgencyFailure, AgencyRefusal, type UnavailableReason } from "./contract.ts";
import { Gate } from "./gate.ts";
import { countsAsFailure, HealthNotes } from "./health.ts";

/** Calls of one connector at once, and callers in its line, unless its configuration says fewer. */
export const gateLimits = { running: 20, waiting: 50 } as const;

/** Milliseconds in which nobody can answer. */
const lastMoment = 20;

export type CallNote = {
  readonly agency: string;
  /** `answered`, `refused` or why nothing was learned. */
  readonly outcome: string;
  readonly seconds: number;
};

/** One connector of one city in the memory of one process: what guards it, and what it has been through. */
export class Link {
  readonly city: string;
  readonly agency: string;
  readonly connector: OpenConnector | undefined;
  readonly enabled: boolean;
  readonly breaker: Breaker;
  readonly gate: Gate;
  readonly notes: HealthNotes;
  readonly #clock: () => Date;
  readonly #noted: (note: CallNote) => void;

  constructor(parts: {
    city: string;
    agency: string;
    /** Undefined where its configuration does not open. */
    connector: OpenConnector | undefined;
    enabled: boolean;
    clock: () => Date;
    noted: (note: CallNote) => void;
    notes?: HealthNotes;
    breaker?: BreakerLimits;
  }) {
    this.city = parts.city;
    this.agency = parts.agency;
    this.connector = parts.connector;
    this.enabled = parts.enabled;
    this.breaker = new Breaker(parts.breaker);
    this.gate = new Gate({
      running: Math.min(parts.connector?.running ?? gateLimits.running, gateLimits.running),
      waiting: Math.min(parts.connector?.waiting ?? gateLimits.waiting, gateLimits.waiting),
    });
    this.notes = parts.notes ?? new HealthNotes();
    this.#clock = parts.clock;
    this.#noted = parts.noted;
  }

  /**
   * One call, guarded: not while the circuit is open, not beyond the gate, not longer than `patience` (milliseconds, waiting
   * included). What the work throws becomes an AgencyFailure; an AgencyRefusal is an answer and passes.
   */
  async call<T>(patience: number, work: (connector: OpenConnector, signal: AbortSignal) => Promise<T>): Promise<T> {
    const { connector } = this;
    if (!connector) throw new AgencyFailure("not_connected", "the configuration does not open");
    if (!this.enabled || this.breaker.openUntil(this.#clock()))
      throw new AgencyFailure("paused", "nothing is asked now");
    const signal = AbortSignal.timeout(patience);
    const ends = performance.now() + patience;
    return this.gate.run(signal, () => {
      // Its turn has come too late: an agency is not asked, and not blamed, for the last moment.
      if (ends - performance.now() < lastMoment) throw new AgencyFailure("busy", "no room within the time");
      // The circuit may have opened while this caller stood in line.
      if (!this.breaker.admits(this.#clock())) throw new AgencyFailure("paused", "nothing is asked now");
      return this.#watched(connector, AbortSignal.any([signal, AbortSignal.timeout(connector.timeout)]), work);
    });
  }

  async #watched<T>(
    connector: OpenConnector,
    signal: AbortSignal,
    work: (connector: OpenConnector, signal: AbortSignal) => Promise<T>,
  ): Promise<T> {
    const began = performance.now();
    const note = (outcome: string) =>
      this.#noted({ agency: this.agency, outcome, seconds: (performance.now() - began) / 1_000 });
    try {
      const answer = await Promise.race([work(connector, signal), expired(signal)]);
      this.#succeeded();
      note("answered");
      return answer;
    } catch (error) {
      if (error instanceof AgencyRefusal) {
        this.#succeeded();
        note("refused");
        throw error;
      }
      const failure = failureOf(error, signal);
      this.#failed(failure.reason);
      note(failure.reason);
      throw failure;
    }
  }

  #succeeded(): void {
    this.breaker.succeeded();
    this.notes.succeeded(this.#clock());
  }

  #failed(reason: UnavailableReason): void {
    const now = this.#clock();
    if (!countsAsFailure(reason)) {
      this.breaker.abandoned();
      return;
    }
    this.breaker.failed(now);
    this.notes.failed(reason, now);
  }
}

function failureOf(error: unknown, signal: AbortSignal): AgencyFailure {
  if (error instanceof AgencyFailure) return error;
  const failure = signal.aborted
    ? new AgencyFailure("timeout", "no answer within the time")
    : new AgencyFailure("error", "the connector failed");
  failure.cause = error;
  return failure;
}

function expired(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    signal.addEventListener("abort", () => reject(new AgencyFailure("timeout", "no answer within the time")), {
      once: true,
    });
  });
}
