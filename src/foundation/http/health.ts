/** What has to hold before requests may come: resolves when it does, throws when not. */
export type ReadyCheck = () => Promise<void>;

export type Health = {
  add(name: string, check: ReadyCheck): void;
  /** Everything is set up: from now on the checks decide. */
  started(): void;
  stopping(): void;
  readonly isStopping: () => boolean;
  /** "ready", or what is missing. A check that takes longer than 2 s counts as failed. */
  ask(): Promise<{ readonly ready: boolean; readonly state: string; readonly failed: readonly string[] }>;
};

export function createHealth(): Health {
  const checks = new Map<string, ReadyCheck>();
  let state: "starting" | "serving" | "stopping" = "starting";

  async function holds(check: ReadyCheck): Promise<boolean> {
    const { promise: late, reject } = Promise.withResolvers<never>();
    const timer = setTimeout(() => reject(new Error("late")), 2_000);
    try {
      await Promise.race([check(), late]);
      return true;
    } catch {
      return false;
    } finally {
      clearTimeout(timer);
    }
  }

  return {
    add: (name, check) => void checks.set(name, check),
    started: () => {
      if (state === "starting") state = "serving";
    },
    stopping: () => {
      state = "stopping";
    },
    isStopping: () => state === "stopping",
    async ask() {
      if (state !== "serving") return { ready: false, state, failed: [] };
      const asked = await Promise.all([...checks].map(async ([name, check]) => ({ name, well: await holds(check) })));
      const failed = asked.filter(({ well }) => !well).map(({ name }) => name);
      return { ready: failed.length === 0, state: failed.length === 0 ? "ready" : "not ready", failed };
    },
  };
}
