/** Colours of one scheme, as `#rrggbb`. The names are the custom properties of the style sheet. */
export type Palette = {
  /** Behind the page's text, and behind what steps back (footer, table heads). */
  readonly paper: string;
  readonly ground: string;
  /** Text, and text that steps back. */
  readonly ink: string;
  readonly quiet: string;
  /** Lines that only order the page, and edges that one must see to use a field. */
  readonly line: string;
  readonly edge: string;
  readonly good: string;
  readonly "good-tint": string;
  readonly warn: string;
  readonly "warn-tint": string;
  readonly bad: string;
  readonly "bad-tint": string;
};

export const palettes: { readonly light: Palette; readonly dark: Palette } = {
  light: {
    paper: "#ffffff",
    ground: "#f3f5f8",
    ink: "#17202b",
    quiet: "#4d5966",
    line: "#d6dce3",
    edge: "#727e8b",
    good: "#0d6a3c",
    "good-tint": "#e8f4ed",
    warn: "#7d4d00",
    "warn-tint": "#fcf2df",
    bad: "#b1121c",
    "bad-tint": "#fcecec",
  },
  dark: {
    paper: "#12171d",
    ground: "#1b222a",
    ink: "#e5eaef",
    quiet: "#aab5c0",
    line: "#35404b",
    edge: "#8994a0",
    good: "#74cf9c",
    "good-tint": "#13291d",
    warn: "#e8b96f",
    "warn-tint": "#2d2413",
    bad: "#ff9d96",
    "bad-tint": "#341b1c",
  },
};

/** What a city's own colour becomes in one scheme. */
export type Theme = {
  /** Filled buttons and the rule on top, and the text on them. */
  readonly brand: string;
  readonly "on-brand": string;
  /** Links and icons. */
  readonly link: string;
  /** A breath of the colour behind text. */
  readonly tint: string;
};

export type CityTheme = { readonly light: Theme; readonly dark: Theme; readonly adjusted: boolean };

/** The colour of pages that belong to no city. */
export const nationColour = "#1b4f86";

/** WCAG 2.2 AA for text, SC 1.4.3; also GB/T 37668 for elder mode. */
export const textContrast = 4.5;

type Channels = readonly [number, number, number];

function channels(colour: string): Channels {
  const match = /^#([0-9a-f]{2})([0-9a-f]{2})([0-9a-f]{2})$/i.exec(colour);
  if (match === null) throw new RangeError(`Not a colour of the form #rrggbb: ${colour}`);
  const [, red = "", green = "", blue = ""] = match;
  return [Number.parseInt(red, 16), Number.parseInt(green, 16), Number.parseInt(blue, 16)];
}

function luminance(colour: string): number {
  const [red, green, blue] = channels(colour).map((channel) => {
    const share = channel / 255;
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  }) as unknown as Channels;
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

/** Contrast of two colours (`#rrggbb`) by WCAG 2: from 1 to 21, the same both ways. */
export function contrast(a: string, b: string): number {
  const [dark, light] = [luminance(a), luminance(b)].sort((x, y) => x - y) as [number, number];
  return (light + 0.05) / (dark + 0.05);
}

/** `share` of `a` (0 to 1), the rest of `b`. */
function mix(a: string, b: string, share: number): string {
  const other = channels(b);
  const mixed = channels(a).map((channel, index) => Math.round(channel * share + (other[index] ?? 0) * (1 - share)));
  return `#${mixed.map((channel) => channel.toString(16).padStart(2, "0")).join("")}`;
}

/** The colour itself, or the nearest step towards `end` that can be read on every one of `grounds`. */
function readable(colour: string, end: string, grounds: (candidate: string) => readonly string[]): string {
  for (let step = 0; step < 50; step += 1) {
    const candidate = mix(end, colour, step / 50);
    if (grounds(candidate).every((ground) => contrast(candidate, ground) >= textContrast)) return candidate;
  }
  return end;
}

/**
 * A city's colour (`#rrggbb`) as tokens for light and dark. A colour that could not be read is moved towards black (light) or white
 * (dark) until it can; `adjusted` says whether the light one had to move, so that the city office is told. Throws RangeError on
 * anything that is not `#rrggbb`.
 */
export function themeTokens(colour: string): CityTheme {
  const own = colour.toLowerCase();
  const { light, dark } = palettes;
  const tintOnLight = (candidate: string) => mix(candidate, light.paper, 0.07);
  const tintOnDark = (candidate: string) => mix(candidate, dark.paper, 0.12);
  const onLight = readable(own, "#000000", (candidate) => [light.paper, light.ground, tintOnLight(candidate)]);
  const onDark = readable(own, "#ffffff", (candidate) => [dark.paper, dark.ground, tintOnDark(candidate)]);
  return {
    light: { brand: onLight, "on-brand": "#ffffff", link: onLight, tint: tintOnLight(onLight) },
    dark: { brand: onDark, "on-brand": dark.paper, link: onDark, tint: tintOnDark(onDark) },
    adjusted: onLight !== own,
  };
}

/** Every pair of text and ground that the style sheet makes, for one scheme: the contrast test walks them. */
export function textPairs(
  scheme: "light" | "dark",
  colour: string,
): readonly (readonly [text: string, ground: string])[] {
  const palette = palettes[scheme];
  const theme = themeTokens(colour)[scheme];
  return [
    [palette.ink, palette.paper],
    [palette.ink, palette.ground],
    [palette.ink, theme.tint],
    [palette.ink, palette["good-tint"]],
    [palette.ink, palette["warn-tint"]],
    [palette.ink, palette["bad-tint"]],
    [palette.quiet, palette.paper],
    [palette.quiet, palette.ground],
    [palette.quiet, theme.tint],
    [palette.good, palette.paper],
    [palette.good, palette["good-tint"]],
    [palette.warn, palette.paper],
    [palette.warn, palette["warn-tint"]],
    [palette.bad, palette.paper],
    [palette.bad, palette["bad-tint"]],
    [theme.link, palette.paper],
    [theme.link, palette.ground],
    [theme.link, theme.tint],
    [theme["on-brand"], theme.brand],
  ];
}

function declarations(tokens: Readonly<Record<string, string>>): string {
  return Object.entries(tokens)
    .map(([name, value]) => `--${name}:${value}`)
    .join(";");
}

/** The tokens as CSS: light, dark where the device asks for it, and light again on paper. */
export function tokenCss(colour: string): string {
  const theme = themeTokens(colour);
  const light = declarations({ ...palettes.light, ...theme.light });
  const dark = declarations({ ...palettes.dark, ...theme.dark });
  return `:root{${light}}@media screen and (prefers-color-scheme:dark){:root{${dark}}}`;
}
