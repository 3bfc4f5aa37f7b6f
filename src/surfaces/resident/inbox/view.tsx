import { Button, EmptyState, Form, Pager, PageTitle, StateBadge } from "../../../foundation/html/index.ts";
import { csrfField } from "../../../foundation/http/index.ts";
import type { Language } from "../../../foundation/i18n/index.ts";
import { words } from "./words.ts";

export type MessageLine = {
  readonly id: string;
  readonly title: string;
  readonly text: string;
  /** For machines, and for people. */
  readonly at: string;
  readonly when: string;
  readonly from: string;
  /** Where what it is about stands, and the words of the way there. */
  readonly href: string | undefined;
  readonly leads: "open" | "openPayment" | "openBill";
  readonly unread: boolean;
};

/** Messages, newest first. Opening one that is new marks it read on the way to the case: looking alone changes nothing. */
export function InboxView(props: {
  language: Language;
  csrf: string;
  messages: readonly MessageLine[];
  newerHref: string | undefined;
  olderHref: string | undefined;
}) {
  const { language, csrf, messages } = props;
  const w = words(language);
  const fresh = messages.filter((message) => message.unread);
  return (
    <>
      <PageTitle title={w.title} />
      {messages.length === 0 ? <EmptyState title={w.empty} icon="bell" /> : null}
      {fresh.length > 1 ? (
        <Form action="/me/inbox/read" hidden={{ [csrfField]: csrf, ids: fresh.map(({ id }) => id).join(" ") }}>
          <Button weight="second">{w.markAll}</Button>
        </Form>
      ) : null}
      {messages.map((message) => (
        <MessageCard key={message.id} message={message} language={language} csrf={csrf} />
      ))}
      <Pager newerHref={props.newerHref} olderHref={props.olderHref} />
    </>
  );
}

function MessageCard({ message, language, csrf }: { message: MessageLine; language: Language; csrf: string }) {
  const w = words(language);
  const about = `m-${message.id}`;
  return (
    <section class="card">
      <h2 id={about}>{message.title}</h2>
      <p class="quiet small">
        {message.unread ? (
          <>
            <StateBadge tone="moving">{w.unread}</StateBadge>{" "}
          </>
        ) : null}
        <time dateTime={message.at}>{message.when}</time> · {message.from}
      </p>
      <p>{message.text}</p>
      {message.unread ? (
        <Form action={`/me/inbox/${message.id}/read`} hidden={{ [csrfField]: csrf, to: message.href ?? "" }}>
          <button type="submit" class="b second" aria-describedby={about}>
            {message.href === undefined ? w.markRead : w[message.leads]}
          </button>
        </Form>
      ) : message.href === undefined ? null : (
        <p>
          <a href={message.href} aria-describedby={about}>
            {w[message.leads]}
          </a>
        </p>
      )}
    </section>
  );
}
