export const moodNames = [
  "down",
  "slow",
  "error",
  "maintenance",
  "twice",
  "half",
  "wrong-person",
  "wrong-encoding",
  "huge",
  "late",
  "bad-signature",
  "replay",
  "skewed",
  "broken-rows",
  "missing",
  "drop",
  "deaf",
  "reorder",
  "altered",
  "other-merchant",
  "wrong-amount",
  "probe",
] as const;
export type MoodName = (typeof moodNames)[number];

export type Mood = {
  readonly mood: MoodName;
  /** How many requests it still touches; undefined: until told otherwise. */
  times?: number;
  readonly ms?: number;
  readonly bytes?: number;
  readonly seconds?: number;
  readonly page?: boolean;
  readonly body?: boolean;
  readonly declared?: boolean;
  /** The one occasion on which it shows; left out: wherever it shows by itself. */
  readonly on?: Occasion;
};

/** Moods by the occasion on which they show. */
export type Occasion = "answer" | "push" | "file";
const shows: Readonly<Record<MoodName, readonly Occasion[]>> = {
  down: ["answer"],
  slow: ["answer"],
  error: ["answer"],
  maintenance: ["answer"],
  half: ["answer", "file"],
  huge: ["answer"],
  "wrong-person": ["answer"],
  "wrong-encoding": ["answer", "file"],
  twice: ["answer", "push", "file"],
  late: ["push"],
  "bad-signature": ["push"],
  replay: ["push"],
  skewed: ["push"],
  "broken-rows": ["file"],
  missing: ["file"],
  drop: ["push"],
  deaf: ["push"],
  reorder: ["push"],
  altered: ["push"],
  "other-merchant": ["push"],
  "wrong-amount": ["push"],
  probe: ["push"],
};
/** Where else they show when `on` names it. */
const alsoShows: Partial<Record<MoodName, readonly Occasion[]>> = {
  half: ["push"],
  altered: ["file"],
  "bad-signature": ["answer"],
  skewed: ["answer"],
};

export class MoodError extends Error {}

/** How a process is told from outside to behave badly. */
export class Moods {
  readonly #present = new Map<MoodName, Mood>();
  readonly #changed: (moods: Moods) => Promise<void>;

  constructor(changed: (moods: Moods) => Promise<void>) {
    this.#changed = changed;
  }

  async set(wish: unknown): Promise<void> {
    const mood = read(wish);
    if (mood === "well") this.#present.clear();
    else this.#present.set(mood.mood, mood);
    await this.#changed(this);
  }

  async clear(): Promise<void> {
    this.#present.clear();
    await this.#changed(this);
  }

  list(): readonly Mood[] {
    return [...this.#present.values()];
  }

  /** Connections are refused until told otherwise. */
  get refusing(): boolean {
    const down = this.#present.get("down");
    return down !== undefined && down.times === undefined;
  }

  /** The moods that touch this occasion; each is used up by one. */
  take(occasion: Occasion): ReadonlyMap<MoodName, Mood> {
    const taken = new Map<MoodName, Mood>();
    for (const [name, mood] of this.#present) {
      if (!(mood.on ? mood.on === occasion : shows[name].includes(occasion))) continue;
      taken.set(name, { ...mood });
      if (mood.times === undefined) continue;
      mood.times -= 1;
      if (mood.times <= 0) this.#present.delete(name);
    }
    return taken;
  }
}

const numbers: readonly (readonly [key: "times" | "ms" | "bytes" | "seconds", highest: number])[] = [
  ["times", 1_000_000],
  ["ms", 600_000],
  ["bytes", 1_000_000_000],
  ["seconds", 10_000_000],
];

function read(wish: unknown): Mood | "well" {
  if (typeof wish !== "object" || wish === null) throw new MoodError("a mood is an object");
  const { mood, ...rest } = wish as Record<string, unknown>;
  if (mood === "well") return "well";
  const name = moodNames.find((one) => one === mood);
  if (!name) throw new MoodError(`unknown mood; known: well, ${moodNames.join(", ")}`);
  const known = new Set([...numbers.map(([key]) => key), "page", "body", "declared", "on"]);
  for (const key of Object.keys(rest)) if (!known.has(key)) throw new MoodError(`unknown word: ${key}`);
  for (const [key, highest] of numbers) {
    const value = rest[key];
    if (value !== undefined && !(Number.isInteger(value) && Number(value) >= 1 && Number(value) <= highest))
      throw new MoodError(`${key} is a whole number from 1 to ${highest}`);
  }
  const places = [...shows[name], ...(alsoShows[name] ?? [])];
  if (rest["on"] !== undefined && !places.some((place) => place === rest["on"]))
    throw new MoodError(`on is one of ${places.join(", ")}`);
  return { mood: name, ...(rest as Omit<Mood, "mood">) };
}
