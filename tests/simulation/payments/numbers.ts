import crypto from "node:crypto";
import { syncBuiltinESMExports } from "node:module";
import { randomBytes } from "../../../src/foundation/ids/index.ts";
import { Random } from "../random.ts";

/** What the ids module keeps in store between calls of the generator. */
const store = 4_096;

/**
 * Bills, payments and refunds have numbers that cannot be guessed, and rows lie in the order of their numbers. For a story that repeats
 * itself the generator behind them counts from the seed; until what is returned here is called.
 */
export function numbersFrom(seed: number): () => void {
  const generator = crypto as { randomFillSync: typeof crypto.randomFillSync };
  const real = generator.randomFillSync;
  const random = new Random(seed ^ 0x5bd1_e995);
  const counted = (buffer: Buffer): Buffer => {
    for (let at = 0; at < buffer.length; at += 1) buffer[at] = random.between(0, 255);
    return buffer;
  };
  const use = (made: typeof crypto.randomFillSync) => {
    generator.randomFillSync = made;
    syncBuiltinESMExports();
    // What is in store is of the other kind.
    randomBytes(store);
  };
  use(counted as typeof crypto.randomFillSync);
  return () => use(real);
}
