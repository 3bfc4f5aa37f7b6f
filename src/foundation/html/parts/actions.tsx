import type { ComponentChildren } from "preact";
import { useFrameWords } from "../context.ts";
import type { IconName } from "../icons.ts";
import { Icon } from "./icon.tsx";

/** `first`: the one main action of a page. `danger`: what cannot be taken back. */
export type Weight = "first" | "second" | "danger";

const classes: Record<Weight, string> = { first: "b", second: "b second", danger: "b danger" };

/** A button of a form. With `name` and `value` it tells the server which button it was. */
export function Button(props: {
  children: ComponentChildren;
  weight?: Weight | undefined;
  name?: string | undefined;
  value?: string | undefined;
  /** Sends the form elsewhere than the form's own address. */
  formAction?: string | undefined;
}) {
  return (
    <button
      type="submit"
      class={classes[props.weight ?? "first"]}
      name={props.name}
      value={props.value}
      formAction={props.formAction}
    >
      {props.children}
    </button>
  );
}

/** A link that looks like a button: for going somewhere, not for changing something. */
export function LinkButton(props: { href: string; children: ComponentChildren; weight?: Weight | undefined }) {
  return (
    <a class={classes[props.weight ?? "first"]} href={props.href}>
      {props.children}
    </a>
  );
}

/** Things side by side that wrap. */
export function Row({ children }: { children: ComponentChildren }) {
  return <div class="row">{children}</div>;
}

/**
 * A form: `hidden` carries what travels along (request token, idempotency key, version). The server checks the answers, in the reader's
 * language, so the browser's own messages are off. With the script, a second tap on send does nothing.
 */
export function Form(props: {
  action: string;
  method?: "get" | "post" | undefined;
  hidden?: Readonly<Record<string, string>> | undefined;
  /** The form sends files. */
  files?: boolean | undefined;
  label?: string | undefined;
  children: ComponentChildren;
}) {
  const method = props.method ?? "post";
  return (
    <form
      action={props.action}
      method={method}
      enctype={props.files === true ? "multipart/form-data" : undefined}
      aria-label={props.label}
      data-once={method === "post" ? "" : undefined}
      noValidate
    >
      {Object.entries(props.hidden ?? {}).map(([name, value]) => (
        <input type="hidden" name={name} value={value} key={name} />
      ))}
      {props.children}
    </form>
  );
}

/** Search first: one field, one button; a plain GET to `action` with `q`. */
export function SearchBox(props: {
  action: string;
  label: string;
  value?: string | undefined;
  hint?: string | undefined;
  name?: string | undefined;
}) {
  const words = useFrameWords();
  return (
    // biome-ignore lint/a11y/useSemanticElements: web-views of 2018 do not know <search>.
    <form class="find" role="search" action={props.action} method="get">
      <label for="search">{props.label}</label>
      {props.hint === undefined ? null : (
        <p class="hint" id="search-hint">
          {props.hint}
        </p>
      )}
      <div>
        <input
          id="search"
          type="search"
          name={props.name ?? "q"}
          value={props.value}
          maxLength={100}
          autocomplete="off"
          enterkeyhint="search"
          data-search=""
          aria-describedby={props.hint === undefined ? undefined : "search-hint"}
        />
        <button type="submit" class="b">
          <Icon name="search" /> {words.search}
        </button>
      </div>
    </form>
  );
}

/**
 * A public number (`430621-20261121-C7K2M9QX4TH-5`) that is broken between its place, its day and its own characters and nowhere
 * else, so that no single character stands alone on a line. It is copied and read as one. Other numbers break as text does.
 */
export function PublicNumber({ number }: { number: string }) {
  const groups = /^(\d{6}-)(\d{8}-)([0-9A-Z]+-[0-9A-Z])$/.exec(number);
  if (groups === null) return <>{number}</>;
  const [, place, day, own] = groups;
  return (
    <span class="number no">
      {place}
      <wbr />
      {day}
      <wbr />
      {own}
    </span>
  );
}

/** A long number one may want to pass on: set to be read aloud; the copy button appears only where the script runs. */
export function CopyableNumber({ number, label }: { number: string; label: string }) {
  const words = useFrameWords();
  return (
    <p>
      <span class="quiet">{label}</span>
      <br />
      <span class="ticket number">
        <PublicNumber number={number} />
      </span>{" "}
      <button type="button" class="copy" data-copy={number} data-done={words.copied} hidden>
        {words.copy}
      </button>
    </p>
  );
}

/** A demonstration's sign-in: one button a person, everything said before one chooses. */
export function SignInButtons(props: {
  action: string;
  hidden?: Readonly<Record<string, string>> | undefined;
  people: readonly {
    readonly value: string;
    readonly name: string;
    readonly about: string;
    readonly icon?: IconName | undefined;
  }[];
}) {
  return (
    <Form action={props.action} hidden={props.hidden}>
      {props.people.map((person) => (
        <div class="card" key={person.value}>
          <h2>
            <Icon name={person.icon ?? "user-circle"} /> {person.name}
          </h2>
          <p class="quiet" id={`who-${person.value}`}>
            {person.about}
          </p>
          <button
            type="submit"
            class="b second"
            name="person"
            value={person.value}
            aria-describedby={`who-${person.value}`}
          >
            <SignInAs name={person.name} />
          </button>
        </div>
      ))}
    </Form>
  );
}

function SignInAs({ name }: { name: string }) {
  const words = useFrameWords();
  return <>{words.signInAs({ name })}</>;
}
