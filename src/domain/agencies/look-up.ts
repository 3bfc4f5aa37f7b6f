import type { LookedUp, Person, Register } from "./contract.ts";

/** A register that does not answer in this time must not hold up the page: the person answers instead. */
const patience = 2_000;

/**
 * Asks a register about one person. Never throws: a register that is down, slow or answers for somebody else is
 * `unavailable`, and the question is asked of the person.
 */
export async function lookUp(register: Register, city: string, person: Person, now: Date): Promise<LookedUp> {
  const { title } = register;
  const signal = AbortSignal.timeout(patience);
  try {
    const entry = await Promise.race([register.lookUp(city, person, signal), expired(signal)]);
    if (entry === undefined) return { kind: "unknown", title };
    const { idNumber, ...values } = entry;
    if (idNumber !== person.idNumber) return { kind: "unavailable", title };
    return { kind: "known", values, at: now, title };
  } catch {
    return { kind: "unavailable", title };
  }
}

function expired(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    signal.addEventListener("abort", () => reject(signal.reason), { once: true });
  });
}
