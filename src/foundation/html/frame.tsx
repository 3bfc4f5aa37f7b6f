import type { ComponentChildren } from "preact";
import { type Language, languages } from "../i18n/index.ts";
import { useFrameWords, useLanguage } from "./context.ts";
import type { PageKind } from "./css.ts";
import { Icon } from "./parts/icon.tsx";
import { languageNames } from "./words.ts";

/** How large things are; one visible link on every page leads from each to the next (关怀模式). */
export const modes = ["standard", "large", "largest"] as const;
export type Mode = (typeof modes)[number];

export function isMode(value: unknown): value is Mode {
  return modes.some((mode) => mode === value);
}

export type Link = { readonly href: string; readonly label: string };

/** A city as the frame shows it. */
export type PageCity = {
  readonly code: string;
  readonly name: string;
  /** The city's own colour, `#rrggbb`. */
  readonly colour?: string | undefined;
  /** Address of its emblem; without it the first character of its Chinese name in a seal. */
  readonly emblem?: string | undefined;
  readonly mark?: string | undefined;
};

/** What the frame needs to know, whatever the page is about. */
export type FrameProps = {
  readonly kind: PageKind;
  readonly mode: Mode;
  /** This page's own address (path and query), for the switches of language and size. */
  readonly path: string;
  readonly city?: PageCity | undefined;
  /** Residents: who is signed in, and where their own page is. Without it a link to sign in. */
  readonly person?: Link | undefined;
  readonly signInHref?: string | undefined;
  /** Staff: the sections of the desk, and the form that signs out. */
  readonly sections?: readonly (Link & { readonly current?: boolean | undefined })[] | undefined;
  readonly signOut?: { readonly action: string; readonly hidden: Readonly<Record<string, string>> } | undefined;
  readonly back?: { readonly href: string; readonly label?: string | undefined } | undefined;
  readonly breadcrumb?: readonly Link[] | undefined;
  /** The installation is a demonstration: every page says so. */
  readonly demonstration: boolean;
  readonly complaintHref: string;
  readonly privacyHref: string;
  /** The installation's filing number (备案号). */
  readonly filingNumber?: string | undefined;
};

/** `path` with one query parameter set. */
function withParameter(path: string, name: string, value: string): string {
  const [address = "", query = ""] = path.split("?", 2);
  const parameters = new URLSearchParams(query);
  parameters.set(name, value);
  return `${address}?${parameters.toString()}`;
}

function Seal({ city }: { city: PageCity | undefined }) {
  if (city?.emblem !== undefined) return <img class="seal" src={city.emblem} alt="" width={32} height={32} />;
  const mark = city?.mark ?? city?.name.match(/^\p{Script=Han}/u)?.[0];
  return (
    <span class="seal" aria-hidden="true">
      {mark ?? <Icon name="building-bank" />}
    </span>
  );
}

/** The one link that makes everything larger, or usual again when it is at its largest. */
function CareLink({ mode, path }: { mode: Mode; path: string }) {
  const words = useFrameWords();
  const next = mode === "standard" ? "large" : mode === "large" ? "largest" : "standard";
  return (
    <a href={withParameter(path, "mode", next)} rel="nofollow">
      <Icon name="text-size" />
      {next === "large" ? words.larger : next === "largest" ? words.largest : words.usual}
    </a>
  );
}

export function Header(props: FrameProps) {
  const words = useFrameWords();
  const { city, person } = props;
  return (
    <header class="top">
      {props.demonstration ? (
        <p class="demo">
          <span class="w">{words.demonstration}</span>
        </p>
      ) : null}
      <div class="w">
        <a class="name" href={props.kind === "staff" ? "/staff" : city === undefined ? "/" : `/${city.code}`}>
          <Seal city={city} />
          {city?.name ?? words.product}
        </a>
        {props.kind === "resident" && city !== undefined ? (
          <a href="/">
            {words.changeCity}
            <span class="hide">{words.changeCityLong}</span>
          </a>
        ) : null}
        {props.sections === undefined ? null : (
          <nav aria-label={words.pages}>
            <ul class="plain">
              {props.sections.map((section) => (
                <li key={section.href}>
                  <a href={section.href} aria-current={section.current === true ? "page" : undefined}>
                    {section.label}
                  </a>
                </li>
              ))}
            </ul>
          </nav>
        )}
        <ul class="plain">
          <li>
            <CareLink mode={props.mode} path={props.path} />
          </li>
          {person !== undefined ? (
            <li>
              <a href={person.href}>{person.label}</a>
            </li>
          ) : props.signInHref !== undefined ? (
            <li>
              <a href={props.signInHref}>{words.signIn}</a>
            </li>
          ) : null}
          {props.signOut === undefined ? null : (
            <li>
              <form method="post" action={props.signOut.action}>
                {Object.entries(props.signOut.hidden).map(([name, value]) => (
                  <input type="hidden" name={name} value={value} key={name} />
                ))}
                <button type="submit">{words.signOut}</button>
              </form>
            </li>
          )}
        </ul>
      </div>
    </header>
  );
}

/** The way back: one link for residents, the path of pages for staff. */
export function WayBack({ back, breadcrumb }: Pick<FrameProps, "back" | "breadcrumb">) {
  const words = useFrameWords();
  if (breadcrumb !== undefined && breadcrumb.length > 0) {
    return (
      <nav class="w way" aria-label={words.whereIAm}>
        <ol class="crumbs">
          {breadcrumb.map((link) => (
            <li key={link.href}>
              <a href={link.href}>{link.label}</a>
            </li>
          ))}
        </ol>
      </nav>
    );
  }
  if (back === undefined) return null;
  return (
    <nav class="w way" aria-label={words.whereIAm}>
      <a class="back" href={back.href}>
        <Icon name="chevron-left" turn />
        {back.label ?? words.back}
      </a>
    </nav>
  );
}

function Switch(props: {
  label: string;
  links: readonly (Link & { current: boolean; language?: Language | undefined })[];
}) {
  return (
    <ul class="plain">
      <li>{props.label}</li>
      {props.links.map((link) => {
        const lang = link.language === "zh" ? "zh-Hans" : link.language;
        return (
          <li key={link.label}>
            {link.current ? (
              <b lang={lang} aria-current="true">
                {link.label}
              </b>
            ) : (
              <a href={link.href} lang={lang} hreflang={lang} rel="nofollow">
                {link.label}
              </a>
            )}
          </li>
        );
      })}
    </ul>
  );
}

function KeyHelp() {
  const words = useFrameWords();
  const keys = [
    ["j", words.keyNext],
    ["k", words.keyPrevious],
    ["o", words.keyOpen],
    ["/", words.keySearch],
    ["?", words.keyHelp],
  ] as const;
  return (
    <details class="keys" data-keys="" hidden>
      <summary>{words.keys}</summary>
      <ul>
        {keys.map(([key, meaning]) => (
          <li key={key}>
            <kbd>{key}</kbd> {meaning}
          </li>
        ))}
      </ul>
      <button type="button" class="b second" data-off={words.keysOff} data-on={words.keysOn}>
        {words.keysOff}
      </button>
    </details>
  );
}

export function Footer(props: FrameProps & { links?: readonly Link[] | undefined }) {
  const words = useFrameWords();
  const language = useLanguage();
  return (
    <footer class="foot">
      <div class="w">
        <ul class="plain">
          <li>
            <a href={props.complaintHref}>{words.complaint}</a>
          </li>
          <li>
            <a href={props.privacyHref}>{words.privacy}</a>
          </li>
          {props.links?.map((link) => (
            <li key={link.href}>
              <a href={link.href}>{link.label}</a>
            </li>
          ))}
        </ul>
        <Switch
          label={words.mode}
          links={modes.map((mode) => ({
            href: withParameter(props.path, "mode", mode),
            label: words[mode],
            current: mode === props.mode,
          }))}
        />
        <Switch
          label={words.language}
          links={languages.map((other) => ({
            href: withParameter(props.path, "lang", other),
            label: languageNames[other],
            current: other === language,
            language: other,
          }))}
        />
        {props.filingNumber === undefined ? null : <p class="number">{words.filing({ number: props.filingNumber })}</p>}
        {props.kind === "staff" ? <KeyHelp /> : null}
      </div>
    </footer>
  );
}

/** A page's one title; `kicker` says above it what it belongs to, `lede` below it what it is, in a sentence. */
export function PageTitle({
  title,
  kicker,
  lede,
}: {
  title: string;
  kicker?: ComponentChildren | undefined;
  lede?: ComponentChildren | undefined;
}) {
  return (
    <div class="title">
      {kicker === undefined ? null : <p>{kicker}</p>}
      <h1>{title}</h1>
      {lede === undefined ? null : <p class="lede">{lede}</p>}
    </div>
  );
}
