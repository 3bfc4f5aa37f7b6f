import type { ComponentChildren } from "preact";
import { say } from "../../i18n/index.ts";
import type { FieldError } from "../../refusal.ts";
import { useFrameWords, useLanguage } from "../context.ts";
import type { IconName } from "../icons.ts";
import { fieldId } from "./fields.tsx";
import { Icon } from "./icon.tsx";

/** Links to every field that is wrong. Stands before the form; the script puts the focus here after loading. */
export function ErrorSummary(props: {
  errors: readonly FieldError[];
  title?: string | undefined;
  /** What people know a field by; said before its message, because above the page "please fill this in" says nothing. */
  nameOf?: ((field: string) => string | undefined) | undefined;
}) {
  const { errors, title, nameOf } = props;
  const words = useFrameWords();
  const language = useLanguage();
  if (errors.length === 0) return null;
  const told = ({ field, message }: FieldError) => {
    const name = nameOf?.(field);
    return name === undefined ? say(message, language) : words.errorAt({ name, message: say(message, language) });
  };
  return (
    <div class="note bad" role="alert" tabIndex={-1} data-focus="">
      <h2>
        <Icon name="alert-circle" />
        {title ?? (errors.length === 1 ? words.oneErrorTitle : words.errorsTitle)}
      </h2>
      <ul>
        {errors.map((error) => (
          <li key={`${error.field} ${error.code}`}>
            {error.field === "" ? told(error) : <a href={`#${fieldId(error.field)}`}>{told(error)}</a>}
          </li>
        ))}
      </ul>
    </div>
  );
}

export type NoticeKind = "information" | "warning" | "success" | "demonstration";

const notices: Record<NoticeKind, { tone: string; icon: IconName }> = {
  information: { tone: "note", icon: "info-circle" },
  warning: { tone: "note warn", icon: "alert-triangle" },
  success: { tone: "note good", icon: "circle-check" },
  demonstration: { tone: "note warn", icon: "flask" },
};

/** Something to know. `live`: it answers what the person just did, so screen readers say it at once. */
export function Notice(props: {
  kind?: NoticeKind | undefined;
  title?: string | undefined;
  live?: boolean | undefined;
  children?: ComponentChildren;
}) {
  const words = useFrameWords();
  const kind = props.kind ?? "information";
  const { tone, icon } = notices[kind];
  const title = props.title ?? (kind === "demonstration" ? words.demonstration : words[kind]);
  return (
    <div class={tone} role={props.live === true ? "status" : undefined}>
      <h2>
        <Icon name={icon} />
        {title}
      </h2>
      {props.children}
    </div>
  );
}

/** Nothing here, why, and what one can do instead. */
export function EmptyState({
  title,
  icon,
  children,
}: {
  title: string;
  icon?: IconName | undefined;
  children?: ComponentChildren;
}) {
  return (
    <div class="empty">
      <Icon name={icon ?? "inbox"} />
      <p>{title}</p>
      {children}
    </div>
  );
}

export function Details({
  summary,
  open,
  children,
}: {
  summary: string;
  open?: boolean | undefined;
  children: ComponentChildren;
}) {
  return (
    <details open={open}>
      <summary>{summary}</summary>
      {children}
    </details>
  );
}
