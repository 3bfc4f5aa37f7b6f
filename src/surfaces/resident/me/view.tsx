import {
  Button,
  EmptyState,
  Form,
  LinkButton,
  type LinkItem,
  LinkList,
  Pager,
  PageTitle,
} from "../../../foundation/html/index.ts";
import { csrfField } from "../../../foundation/http/index.ts";
import type { Language } from "../../../foundation/i18n/index.ts";
import { words } from "./words.ts";

/** One's own page: what waits first, then the latest cases, then the ways to everything else. */
export function MeView(props: {
  language: Language;
  name: string | undefined;
  waiting: readonly LinkItem[];
  cases: readonly LinkItem[];
  moreCases: boolean;
  servicesHref: string;
  csrf: string;
}) {
  const { language, name } = props;
  const w = words(language);
  return (
    <>
      <PageTitle title={w.title} kicker={name === undefined ? undefined : w.hello({ name })} />
      <h2>{w.waiting}</h2>
      {props.waiting.length === 0 ? <p class="quiet">{w.nothingWaits}</p> : <LinkList items={props.waiting} />}
      <h2>{w.cases}</h2>
      {props.cases.length === 0 ? (
        <EmptyState title={w.noCases}>
          <LinkButton href={props.servicesHref} weight="second">
            {w.findService}
          </LinkButton>
        </EmptyState>
      ) : (
        <LinkList items={props.cases} />
      )}
      {props.moreCases ? (
        <p>
          <a href="/me/cases">{w.allCases}</a>
        </p>
      ) : null}
      <h2>{w.mine}</h2>
      <LinkList
        items={[
          { href: "/me/bills", label: w.bills, note: w.billsNote },
          { href: "/me/payments", label: w.payments, note: w.paymentsNote },
          { href: "/me/life-events", label: w.lifeEvents, note: w.lifeEventsNote },
          { href: "/me/inbox", label: w.inbox, note: w.inboxNote },
          { href: "/me/contact", label: w.contact, note: w.contactNote },
          { href: "/me/certificates", label: w.certificates, note: w.certificatesNote },
          { href: "/me/readings", label: w.readings, note: w.readingsNote },
          { href: "/me/privacy", label: w.privacy, note: w.privacyNote },
        ]}
      />
      <Form action="/sign-out" hidden={{ [csrfField]: props.csrf }}>
        <Button weight="second">{w.signOut}</Button>
      </Form>
    </>
  );
}

export function CasesView(props: {
  language: Language;
  cases: readonly LinkItem[];
  newerHref: string | undefined;
  olderHref: string | undefined;
  servicesHref: string;
}) {
  const w = words(props.language);
  return (
    <>
      <PageTitle title={w.cases} />
      {props.cases.length === 0 ? (
        <EmptyState title={w.noCases}>
          <LinkButton href={props.servicesHref} weight="second">
            {w.findService}
          </LinkButton>
        </EmptyState>
      ) : (
        <LinkList items={props.cases} />
      )}
      <Pager newerHref={props.newerHref} olderHref={props.olderHref} />
    </>
  );
}
