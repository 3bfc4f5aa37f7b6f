import type { SavedFilter } from "../../../domain/caseload/index.ts";
import { EmptyState, Form, Notice, PageTitle, Table } from "../../../foundation/html/index.ts";
import { type Language, say } from "../../../foundation/i18n/index.ts";
import type { FieldError } from "../../../foundation/refusal.ts";
import { words } from "./words.ts";

export function FiltersView(props: {
  language: Language;
  hidden: Readonly<Record<string, string>>;
  errors: readonly FieldError[];
  filters: readonly SavedFilter[];
}) {
  const { language } = props;
  const w = words(language);
  return (
    <>
      {props.errors.length === 0 ? null : (
        <Notice kind="warning" live title={props.errors.map(({ message }) => say(message, language)).join(" ")} />
      )}
      <PageTitle title={w.title} lede={w.lede} />
      {props.filters.length === 0 ? (
        <EmptyState title={w.none}>
          <p>{w.noneText}</p>
        </EmptyState>
      ) : (
        <Table
          caption={w.caption}
          rows={props.filters}
          rowKey={({ id }) => id}
          columns={[
            { title: w.name, cell: ({ name, query }) => <a href={`/staff?${query}`}>{name}</a> },
            {
              title: w.remove,
              cell: ({ id, name }) => (
                <Form action={`/staff/filters/${id}/remove`} hidden={props.hidden} label={w.removeOne({ name })}>
                  <button type="submit" class="b second" aria-label={w.removeOne({ name })}>
                    {w.remove}
                  </button>
                </Form>
              ),
            },
          ]}
        />
      )}
      <p>
        <a href="/staff">{w.back}</a>
      </p>
    </>
  );
}
