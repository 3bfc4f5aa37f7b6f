/** Whether the process falls behind: its timers come later than they should. */
export type OverloadGuard = {
  readonly overloaded: () => boolean;
  readonly lagMs: () => number;
  readonly stop: () => void;
};

/** One late timer is a compilation or a neighbour on the machine; as many in a row are a queue that only grows. */
const lateInARow = 3;

/**
 * Watches the event loop: a timer that should ring every quarter of a second tells how long everything waits. When it stays
 * more than `limitMs` late, new requests are better told to come back than kept waiting until they give up and come back anyway.
 */
export function watchOverload(limitMs = 1_000, everyMs = 250): OverloadGuard {
  let lag = 0;
  let late = 0;
  let last = performance.now();
  const timer = setInterval(() => {
    const now = performance.now();
    lag = Math.max(0, now - last - everyMs);
    late = lag > limitMs ? late + 1 : 0;
    last = now;
  }, everyMs);
  timer.unref();
  return { overloaded: () => late >= lateInARow, lagMs: () => lag, stop: () => clearInterval(timer) };
}
