/** China has one time, and no summer time. */
const offset = 8 * 3_600_000;

/** "2026-11-22 09:30:00" in China, whatever the machine's zone. */
export const chinaTime = (at: Date): string =>
  new Date(at.getTime() + offset).toISOString().slice(0, 19).replace("T", " ");

/** Reads "2026-11-22 09:30:00" and "2026-11-22 09:30:00.143" as China's time; undefined where it is none. */
export function readChinaTime(text: unknown): Date | undefined {
  if (typeof text !== "string") return undefined;
  const [, day, time] = /^(\d{4}-\d{2}-\d{2}) (\d{2}:\d{2}:\d{2}(?:\.\d{1,3})?)$/.exec(text.trim()) ?? [];
  if (day === undefined || time === undefined) return undefined;
  const at = new Date(`${day}T${time}+08:00`);
  // 2026-02-30 would be read as a day of March.
  return Number.isNaN(at.getTime()) || !chinaTime(at).startsWith(day) ? undefined : at;
}

/** 123450n → "1234.50". */
export function yuan(fen: bigint): string {
  if (fen < 0n) throw new Error("an amount is not negative");
  return `${fen / 100n}.${String(fen % 100n).padStart(2, "0")}`;
}

/** "1234.50", "1234.5" and "1234" → 123450n, "-0.01" → -1n, without floating point; undefined where it is no amount. */
export function readYuan(text: unknown): bigint | undefined {
  if (typeof text !== "string") return undefined;
  const [, sign, whole, cents = ""] = /^(-?)(\d{1,13})(?:\.(\d{1,2}))?$/.exec(text.trim()) ?? [];
  if (whole === undefined) return undefined;
  const fen = BigInt(whole) * 100n + BigInt(cents.padEnd(2, "0"));
  return sign === "-" ? -fen : fen;
}

/** The longest beginning of a text that fits into so many bytes of UTF-8, whole characters only. */
export function cutBytes(text: string, most: number): string {
  let size = 0;
  let end = 0;
  for (const character of text) {
    size += Buffer.byteLength(character);
    if (size > most) break;
    end += character.length;
  }
  return text.slice(0, end);
}
