import type { TSchema } from "typebox";
import { Details, Notice, PageTitle } from "../../foundation/html/index.ts";
import { type Language, say } from "../../foundation/i18n/index.ts";
import { type Endpoint, root } from "./endpoint.ts";
import { codesOf, type Example } from "./openapi.ts";
import { problemNotes } from "./problems.ts";
import { words } from "./words.ts";

export const groups = ["places", "services", "cases", "payments"] as const;
type Group = Endpoint["group"];

type Props = {
  readonly language: Language;
  readonly endpoints: readonly Endpoint[];
  readonly example: Example;
  readonly demonstration: boolean;
};

/** `GET /api`: the API to read: what holds everywhere, and every endpoint by name. */
export function ApiView({ language, endpoints, demonstration }: Omit<Props, "example">) {
  const w = words(language);
  const rules = [
    [w.token, w.tokenText],
    [w.writes, w.writesText],
    [w.lists, w.listsText],
    [w.values, w.valuesText],
    [w.trouble, w.troubleText],
  ] as const;
  return (
    <>
      <PageTitle title={w.title} />
      <p>{w.lede}</p>
      <p>
        <a href="/api/openapi.json">{w.machine}</a> · <a href="/api/codes">{w.codes}</a>
      </p>
      {demonstration ? (
        <Notice kind="demonstration">
          <p>{w.demoText}</p>
        </Notice>
      ) : null}
      <h2>{w.rules}</h2>
      <dl class="summary">
        {rules.map(([title, text]) => (
          <div key={title}>
            <dt>{title}</dt>
            <dd>{text}</dd>
          </div>
        ))}
      </dl>
      {groups.map((group) => (
        <section key={group} aria-labelledby={group}>
          <h2 id={group}>{w[group]}</h2>
          <ul>
            {endpoints
              .filter((endpoint) => endpoint.group === group)
              .map(({ id, method, path, summary }) => (
                <li key={id}>
                  <a href={`/api/${group}#${id}`}>{say(summary, language)}</a>{" "}
                  <code>
                    {method} {path}
                  </code>
                </li>
              ))}
          </ul>
        </section>
      ))}
    </>
  );
}

/** `GET /api/{group}`: the endpoints of one group, each with what it takes and answers. */
export function GroupView({ language, endpoints, example, group }: Omit<Props, "demonstration"> & { group: Group }) {
  return (
    <>
      <PageTitle title={words(language)[group]} />
      {endpoints
        .filter((endpoint) => endpoint.group === group)
        .map((endpoint) => (
          <EndpointView key={endpoint.id} language={language} endpoint={endpoint} example={example} />
        ))}
    </>
  );
}

/** `GET /api/codes`: every code of a refusal, with its status and what it means. */
export function CodesView({ language }: Pick<Props, "language">) {
  const w = words(language);
  return (
    <>
      <PageTitle title={w.codes} />
      <p>{w.troubleText}</p>
      <dl class="summary">
        {Object.entries(problemNotes).map(([code, { status, meaning }]) => (
          <div key={code}>
            <dt>
              <code>{code}</code>
            </dt>
            <dd>
              {status} · {say(meaning, language)}
            </dd>
          </div>
        ))}
      </dl>
    </>
  );
}

function EndpointView({ language, endpoint, example }: Pick<Props, "language" | "example"> & { endpoint: Endpoint }) {
  const w = words(language);
  const { id, method, path, summary, more, needs, query, body, files, answer, status } = endpoint;
  return (
    <section aria-labelledby={id}>
      <h2 id={id}>{say(summary, language)}</h2>
      <p>
        <code>
          {method} {root}
          {path}
        </code>
      </p>
      <p class="hint">
        {needs
          ? `${w.needs}: ${Object.entries(needs)
              .map(([kind, scope]) => `${scope} (${kind === "agency" ? w.agency : w.channel})`)
              .join(" · ")}`
          : w.open}
      </p>
      {more ? <p>{say(more, language)}</p> : null}
      <dl class="summary">
        {query ? <Names title={w.parameters} shape={query} optional={w.optional} /> : null}
        {body ? <Names title={w.body} shape={body} optional={w.optional} /> : null}
        {files ? (
          <div>
            <dt>{w.body}</dt>
            <dd>
              <code>multipart/form-data</code> {say(files.say, language)}
            </dd>
          </div>
        ) : null}
        <Names title={`${w.answer} ${status}`} shape={answer} optional={w.optional} />
        <div>
          <dt>{w.problems}</dt>
          <dd>
            <code>{codesOf(endpoint).join(" · ")}</code>
          </dd>
        </div>
      </dl>
      {id === "submitCase" && example ? (
        <Details summary={w.example}>
          <p>
            <code>{JSON.stringify(example)}</code>
          </p>
        </Details>
      ) : null}
    </section>
  );
}

type Shape = {
  readonly type?: string | readonly string[];
  readonly format?: string;
  readonly enum?: readonly string[];
  readonly properties?: Readonly<Record<string, TSchema>>;
  readonly required?: readonly string[];
  readonly items?: TSchema;
  readonly anyOf?: readonly TSchema[];
  readonly default?: unknown;
};

/** Names of an object's members with what they hold, as one line. */
function Names({ title, shape, optional }: { title: string; shape: TSchema; optional: string }) {
  return (
    <div>
      <dt>{title}</dt>
      <dd>
        <code>{membersOf(shape as Shape, optional)}</code>
      </dd>
    </div>
  );
}

function membersOf(shape: Shape, optional: string): string {
  const { properties = {}, required = [] } = shape;
  return Object.entries(properties)
    .map(([name, schema]) => {
      const member = schema as Shape;
      const free = !required.includes(name) || member.default !== undefined;
      return `${name}${free ? ` (${optional})` : ""}: ${kindOf(member, optional)}`;
    })
    .join(" · ");
}

function kindOf(shape: Shape, optional: string): string {
  if (shape.enum) return shape.enum.join(" | ");
  if (shape.anyOf) return shape.anyOf.map((one) => kindOf(one as Shape, optional)).join(" | ");
  if (shape.items) return `[ ${kindOf(shape.items as Shape, optional)} ]`;
  if (shape.properties) return `{ ${membersOf(shape, optional)} }`;
  return shape.format ?? [shape.type ?? "any"].flat().join(" | ");
}
