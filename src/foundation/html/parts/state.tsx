import type { ComponentChildren } from "preact";
import { useFrameWords } from "../context.ts";
import type { IconName } from "../icons.ts";
import { Icon } from "./icon.tsx";

/**
 * What a state means for the person who reads: `waiting` someone else's move in time, `moving` being worked on, `yours` the reader must act,
 * `good` and `bad` an end, `paused` no clock runs, `over` past and done. Each has a shape of its own, so colour is never the only sign.
 */
export type Tone = "waiting" | "moving" | "yours" | "good" | "bad" | "paused" | "over";

const tones: Record<Tone, { class: string; icon: IconName }> = {
  waiting: { class: "badge", icon: "clock" },
  moving: { class: "badge on", icon: "progress" },
  yours: { class: "badge warn", icon: "alert-triangle" },
  good: { class: "badge good", icon: "circle-check" },
  bad: { class: "badge bad", icon: "circle-x" },
  paused: { class: "badge", icon: "player-pause" },
  over: { class: "badge quiet", icon: "circle-minus" },
};

export function StateBadge({ tone, children }: { tone: Tone; children: ComponentChildren }) {
  return (
    <span class={tones[tone].class}>
      <Icon name={tones[tone].icon} />
      {children}
    </span>
  );
}

/** A plain label: a kind, a field, a channel. */
export function Tag({ children }: { children: ComponentChildren }) {
  return <span class="badge quiet">{children}</span>;
}

/** How a clock stands. */
export type ClockState = "running" | "soon" | "late" | "paused";

const clocks: Record<ClockState, { class: string; icon: IconName | undefined }> = {
  running: { class: "clock", icon: undefined },
  soon: { class: "clock warn", icon: "alert-triangle" },
  late: { class: "clock bad", icon: "alert-circle" },
  paused: { class: "clock quiet", icon: "player-pause" },
};

/** A deadline as words and a bar; `used` is the share of the time gone, 0 to 1. The words alone say everything. */
export function ClockBar({ words, used, state }: { words: string; used: number; state: ClockState }) {
  const percent = Math.round(Math.min(1, Math.max(0, used)) * 100);
  const { class: name, icon } = clocks[state];
  return (
    <div class={name}>
      <span>
        {icon === undefined ? null : <Icon name={icon} />} {words}
      </span>
      <progress max={100} value={percent} aria-label={words} />
    </div>
  );
}

/** Where I am on the way: number of pages and the name of this one. */
export function StepIndicator({ now, of, title }: { now: number; of: number; title?: string | undefined }) {
  const words = useFrameWords();
  const text = words.step({ now, of });
  return (
    <div class="step">
      <span class="number">{text}</span>
      {title === undefined ? null : ` · ${title}`}
      <progress max={of} value={now} aria-label={text} />
    </div>
  );
}

/**
 * Values that change while one looks (a place in the queue). `href` is a stream of server-sent events, each a JSON object of name and
 * text; without the script the page shows how things stood when it was loaded.
 */
export function Live({ href, children }: { href: string; children: ComponentChildren }) {
  return (
    <div data-live={href} aria-live="polite">
      {children}
    </div>
  );
}

/** One value inside `Live`. */
export function LiveValue({ name, children }: { name: string; children: ComponentChildren }) {
  return (
    <span class="number" data-value={name}>
      {children}
    </span>
  );
}
