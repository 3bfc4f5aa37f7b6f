import { type Element, elements, parseHtml, textOf } from "./html.ts";

/** A file as somebody picks it on their phone. */
export type PickedFile = { readonly name: string; readonly type: string; readonly bytes: Uint8Array };

/**
 * What somebody enters, by the label they read (or the input's name): a text; `true` or `false` for a box to tick; the words of
 * an option, or a list of them; a day as `YYYY-MM-DD`; a file.
 */
type Entry = string | boolean | readonly string[] | PickedFile;
export type Entries = Readonly<Record<string, Entry>>;

type SeenPage = {
  readonly status: number;
  /** Path and query of where we are, after redirects. */
  readonly at: string;
  readonly html: string;
  readonly headers: Headers;
  /** The one title of the page. */
  readonly title: string;
  /** Words of the main part. */
  readonly text: string;
  readonly links: readonly { readonly text: string; readonly href: string }[];
  /** What the error summary says. */
  readonly errors: readonly string[];
  readonly buttons: readonly string[];
  readonly main: Element;
};

export type Visitor = {
  /** The page last seen. */
  readonly page: SeenPage;
  readonly cookies: Map<string, string>;
  get(path: string): Promise<SeenPage>;
  /** Follows the first link of the page whose words contain this. */
  follow(words: string): Promise<SeenPage>;
  /** What a press of the button would send, without sending it: for pressing twice, or from two tabs. */
  prepare(button: string | Element, entries?: Entries): Prepared;
  send(prepared: Prepared): Promise<SeenPage>;
  /** Enters what is given and presses the button whose words contain this, or this one where several forms have such a button. */
  press(button: string | Element, entries?: Entries): Promise<SeenPage>;
};

export type Prepared = { readonly action: string; readonly method: string; readonly body: URLSearchParams | FormData };

const redirectsAtMost = 10;

/** Somebody with a browser of their own that runs no script: keeps cookies, follows links, fills in the forms that were served. */
export function visitor(baseUrl: string, options: { language?: string } = {}): Visitor {
  const cookies = new Map<string, string>();
  let page: SeenPage | undefined;

  async function ask(path: string, init: RequestInit = {}): Promise<SeenPage> {
    let at = new URL(path, baseUrl);
    let request = init;
    for (let hops = 0; hops <= redirectsAtMost; hops += 1) {
      const headers = {
        "accept-language": options.language ?? "zh",
        accept: "text/html",
        // Packing and unpacking each page takes longer than making it.
        "accept-encoding": "identity",
        cookie: [...cookies].map(([name, value]) => `${name}=${value}`).join("; "),
      };
      const answer = await fetch(at, { ...request, headers, redirect: "manual" });
      keep(answer);
      const location = answer.headers.get("location");
      if (location !== null && answer.status >= 300 && answer.status < 400) {
        await answer.arrayBuffer();
        at = new URL(location, at);
        if (at.origin !== new URL(baseUrl).origin) throw new Error(`led away to ${at.origin}`);
        request = {};
        continue;
      }
      page = seen(answer, `${at.pathname}${at.search}`, await answer.text());
      return page;
    }
    throw new Error(`redirects in circles at ${at.pathname}`);
  }

  function keep(answer: Response): void {
    for (const line of answer.headers.getSetCookie()) {
      const [pair = "", ...attributes] = line.split(";");
      const at = pair.indexOf("=");
      const gone = attributes.some((one) => /^\s*(max-age=0|expires=Thu, 01 Jan 1970)/i.test(one));
      if (gone) cookies.delete(pair.slice(0, at));
      else cookies.set(pair.slice(0, at), pair.slice(at + 1));
    }
  }

  function current(): SeenPage {
    if (!page) throw new Error("no page was opened yet");
    return page;
  }

  return {
    get page() {
      return current();
    },
    cookies,
    get: (path) => ask(path),
    follow(words) {
      const link = current().links.find(({ text }) => text.includes(words));
      if (!link)
        throw new Error(
          `no link "${words}" on ${current().at}: ${current()
            .links.map((l) => l.text)
            .join(" | ")}`,
        );
      return ask(link.href);
    },
    prepare: (button, entries = {}) => prepared(current(), button, entries),
    send(one) {
      if (one.method === "post") return ask(one.action, { method: "POST", body: one.body });
      return ask(`${one.action.split("?")[0]}?${String(one.body)}`);
    },
    press(button, entries = {}) {
      return this.send(prepared(current(), button, entries));
    },
  };
}

function seen(answer: Response, at: string, html: string): SeenPage {
  const document = parseHtml(html);
  const main = elements(document, (one) => one.tag === "main")[0] ?? document;
  const summary = elements(main, (one) => one.attributes["data-focus"] !== undefined)[0];
  return {
    status: answer.status,
    at,
    html,
    headers: answer.headers,
    title: textOf(elements(main, (one) => one.tag === "h1")[0]),
    text: textOf(main),
    // Read where somebody looks for one: a page has dozens.
    get links() {
      return elements(document, (one) => one.tag === "a" && one.attributes["href"] !== undefined).map((one) => ({
        text: textOf(one),
        href: one.attributes["href"] ?? "",
      }));
    },
    errors: summary ? elements(summary, (one) => one.tag === "li").map((one) => textOf(one)) : [],
    buttons: elements(main, (one) => one.tag === "button" && one.attributes["aria-hidden"] === undefined).map((one) =>
      textOf(one),
    ),
    main,
  };
}

const isInput = (one: Element) =>
  ["input", "select", "textarea"].includes(one.tag) && one.attributes["name"] !== undefined;
const kindOf = (one: Element) => (one.tag === "input" ? (one.attributes["type"] ?? "text") : one.tag);

function prepared(page: SeenPage, pressed: string | Element, entries: Entries): Prepared {
  const forms = elements(page.main, (one) => one.tag === "form");
  const ownButtons = (form: Element) => elements(form, (one) => one.tag === "button");
  const isMeant = (one: Element) =>
    typeof pressed === "string"
      ? textOf(one).includes(pressed) && one.attributes["aria-hidden"] === undefined
      : one === pressed;
  const form = forms.find((one) => ownButtons(one).some(isMeant));
  const button = form && ownButtons(form).find(isMeant);
  if (!form || !button) {
    const words = typeof pressed === "string" ? pressed : textOf(pressed);
    throw new Error(`no button "${words}" on ${page.at}: ${page.buttons.join(" | ")}`);
  }
  const values = new Map<Element, string[]>();
  const files = new Map<string, PickedFile>();
  for (const input of elements(form, isInput)) values.set(input, startValues(input));
  for (const [label, entry] of Object.entries(entries)) enter(form, page, label, entry, values, files);
  const name = button.attributes["name"];
  const method = (form.attributes["method"] ?? "get").toLowerCase();
  const action = button.attributes["formaction"] ?? form.attributes["action"] ?? page.at;
  const multipart = form.attributes["enctype"] === "multipart/form-data";
  const body = multipart ? new FormData() : new URLSearchParams();
  for (const [input, all] of values) {
    const field = input.attributes["name"] ?? "";
    if (kindOf(input) === "file") {
      const file = files.get(field);
      // A browser sends an empty part where nothing was chosen.
      if (body instanceof FormData) {
        const blob = new Blob(file ? [new Uint8Array(file.bytes)] : [], {
          type: file?.type ?? "application/octet-stream",
        });
        body.append(field, blob, file?.name ?? "");
      }
    } else for (const value of all) body.append(field, value);
  }
  if (name !== undefined) body.append(name, button.attributes["value"] ?? "");
  return { action, method, body };
}

function startValues(input: Element): string[] {
  switch (kindOf(input)) {
    case "radio":
    case "checkbox":
      return input.attributes["checked"] === undefined ? [] : [input.attributes["value"] ?? "on"];
    case "select": {
      const chosen = elements(input, (one) => one.tag === "option" && one.attributes["selected"] !== undefined)[0];
      return [chosen?.attributes["value"] ?? ""];
    }
    case "textarea":
      return [textOf(input, { raw: true })];
    case "file":
      return [];
    default:
      return [input.attributes["value"] ?? ""];
  }
}

function labelOf(form: Element, input: Element): string {
  const around = elements(
    form,
    (one) => one.tag === "label" && elements(one, (inner) => inner === input).length > 0,
  )[0];
  const beside = elements(form, (one) => one.tag === "label" && one.attributes["for"] === input.attributes["id"])[0];
  return textOf(around ?? beside);
}

/** Inputs a label speaks of: its own, those of the group it heads, or those of that name. */
function inputsFor(form: Element, label: string): Element[] {
  const all = elements(form, isInput).filter((one) => kindOf(one) !== "hidden");
  const named = all.filter((one) => one.attributes["name"] === label);
  if (named.length > 0) return named;
  const own = all.filter((one) => labelOf(form, one).startsWith(label));
  if (own.length > 0) return own.slice(0, 1);
  const group = elements(form, (one) => one.tag === "fieldset").find((one) => {
    const legend = textOf(elements(one, (inner) => inner.tag === "legend")[0]) || (one.attributes["aria-label"] ?? "");
    return legend.startsWith(label);
  });
  return group ? elements(group, isInput).filter((one) => kindOf(one) !== "hidden") : [];
}

function enter(
  form: Element,
  page: SeenPage,
  label: string,
  entry: Entry,
  values: Map<Element, string[]>,
  files: Map<string, PickedFile>,
): void {
  const inputs = inputsFor(form, label);
  const [first] = inputs;
  if (!first) throw new Error(`nothing to enter for "${label}" on ${page.at}`);
  if (typeof entry === "object" && "bytes" in entry) {
    files.set(first.attributes["name"] ?? "", entry);
    return;
  }
  const kind = kindOf(first);
  if (typeof entry === "boolean") {
    values.set(first, entry ? [first.attributes["value"] ?? "on"] : []);
  } else if (kind === "radio" || kind === "checkbox") {
    const wanted = [entry].flat();
    const meant = (one: Element) =>
      wanted.some((word) => one.attributes["value"] === word || labelOf(form, one).startsWith(word));
    if (!inputs.some(meant)) throw new Error(`no option "${wanted.join()}" for "${label}" on ${page.at}`);
    for (const one of inputs)
      if (kindOf(one) === kind) values.set(one, meant(one) ? [one.attributes["value"] ?? "on"] : []);
  } else if (kind === "select") {
    const option = elements(first, (one) => one.tag === "option").find(
      (one) => one.attributes["value"] === entry || textOf(one) === entry,
    );
    if (!option) throw new Error(`no option "${String(entry)}" for "${label}" on ${page.at}`);
    values.set(first, [option.attributes["value"] ?? ""]);
  } else if (inputs.length === 3 && typeof entry === "string") {
    const parts = entry.split("-");
    for (const [index, one] of inputs.entries()) values.set(one, [parts[index] ?? ""]);
  } else values.set(first, [String(entry)]);
}
