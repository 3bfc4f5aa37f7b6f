const chinaTime = 8 * 3_600_000;
const hour = 3_600_000;
const day = 24 * hour;
const from = 21;
const until = 8;

/** The first moment from `at` on at which people may be disturbed: between 8 and 21 o'clock in China. */
export function afterQuietHours(at: Date): Date {
  const local = at.getTime() + chinaTime;
  const midnight = Math.floor(local / day) * day;
  const hours = (local - midnight) / hour;
  if (hours >= until && hours < from) return at;
  const morning = midnight + until * hour + (hours >= from ? day : 0);
  return new Date(morning - chinaTime);
}
