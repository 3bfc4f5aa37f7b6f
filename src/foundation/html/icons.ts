import { readFileSync } from "node:fs";
import { createRequire } from "node:module";

/** The pictures the product uses, by their name in Tabler's outline set. A name that is not here is a compile error. */
export const iconNames = [
  "alert-circle",
  "alert-triangle",
  "archive",
  "arrow-left",
  "arrow-right",
  "baby-carriage",
  "ban",
  "bell",
  "bolt",
  "book-2",
  "briefcase",
  "building-bank",
  "building-community",
  "building-skyscraper",
  "building-store",
  "bus",
  "calendar",
  "calendar-event",
  "car",
  "cash",
  "certificate",
  "check",
  "chevron-left",
  "chevron-right",
  "circle-check",
  "circle-dashed",
  "circle-dot",
  "circle-minus",
  "circle-x",
  "clock",
  "clock-hour-4",
  "copy",
  "credit-card",
  "cross",
  "download",
  "droplet-bolt",
  "external-link",
  "eye",
  "file",
  "file-text",
  "filter",
  "flag",
  "flask",
  "heart-handshake",
  "help",
  "history",
  "home",
  "home-heart",
  "hourglass",
  "id",
  "id-badge-2",
  "inbox",
  "info-circle",
  "keyboard",
  "language",
  "list-check",
  "lock",
  "login",
  "logout",
  "map",
  "map-pin",
  "message-2",
  "message-report",
  "moneybag",
  "moon",
  "pencil",
  "phone",
  "plane-departure",
  "player-pause",
  "plus",
  "printer",
  "progress",
  "qrcode",
  "receipt",
  "receipt-tax",
  "rings",
  "scale",
  "school",
  "search",
  "send",
  "shield",
  "shield-check",
  "star",
  "stethoscope",
  "text-size",
  "ticket",
  "tools",
  "trash",
  "upload",
  "user",
  "user-circle",
  "users",
  "wheelchair",
  "x",
] as const;

export type IconName = (typeof iconNames)[number];

const known: ReadonlySet<string> = new Set(iconNames);

export function isIconName(name: string): name is IconName {
  return known.has(name);
}

const require = createRequire(import.meta.url);
const symbols = new Map<string, string>();

/** One icon as an SVG symbol with the id `i-name`, read once. */
export function symbol(name: IconName): string {
  const cached = symbols.get(name);
  if (cached !== undefined) return cached;
  const shapes =
    readFileSync(require.resolve(`@tabler/icons/outline/${name}.svg`), "utf8").match(
      /<(?:path|circle|line|rect|polyline)\b[^>]*>/g,
    ) ?? [];
  const drawn = shapes
    .filter((shape) => !shape.includes('stroke="none"'))
    .map((shape) => shape.replace(/\s+/g, " ").replace(" />", "/>"));
  const text = `<symbol id="i-${name}" viewBox="0 0 24 24">${drawn.join("")}</symbol>`;
  symbols.set(name, text);
  return text;
}

/** The symbols that this HTML refers to, each once, in the order of their first use; nothing when it refers to none. */
export function spriteFor(html: string): string {
  const used = new Set<IconName>();
  for (const [, name = ""] of html.matchAll(/ href="#i-([a-z0-9-]+)"/g)) if (isIconName(name)) used.add(name);
  if (used.size === 0) return "";
  return `<svg class="sprite" aria-hidden="true" focusable="false">${[...used].map(symbol).join("")}</svg>`;
}
