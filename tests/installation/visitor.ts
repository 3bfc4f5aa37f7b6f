/** A browser without scripts: keeps cookies, and sends the form of the page it looked at last. */
export class Visitor {
  readonly #baseUrl: string;
  readonly #cookies = new Map<string, string>();
  #page = "";

  constructor(baseUrl: string) {
    this.#baseUrl = baseUrl;
  }

  get(path: string): Promise<{ readonly status: number; readonly html: string }> {
    return this.#ask(path, { method: "GET" });
  }

  /** The form that leads to `action`, with its hidden fields and these answers. */
  send(action: string, answers: Readonly<Record<string, string>>) {
    const form = this.#page.match(/<form[\s\S]*?<\/form>/g)?.find((each) => each.includes(`action="${action}"`));
    if (form === undefined) throw new Error(`no form leads to ${action}`);
    const body = new URLSearchParams();
    for (const [, name = "", value = ""] of form.matchAll(/<input type="hidden" name="([^"]+)" value="([^"]*)"/g)) {
      body.set(name, value);
    }
    for (const [name, value] of Object.entries(answers)) body.set(name, value);
    return this.#ask(action, { method: "POST", body });
  }

  async #ask(path: string, init: RequestInit) {
    const cookie = [...this.#cookies].map(([name, value]) => `${name}=${value}`).join("; ");
    const headers = { accept: "text/html", "accept-language": "zh", cookie };
    const answer = await fetch(new URL(path, this.#baseUrl), { ...init, headers, redirect: "manual" });
    for (const set of answer.headers.getSetCookie()) {
      const [name = "", value = ""] = (set.split(";")[0] ?? "").split("=");
      this.#cookies.set(name, value);
    }
    const html = await answer.text();
    if (html.includes("<form")) this.#page = html;
    return { status: answer.status, html };
  }
}
