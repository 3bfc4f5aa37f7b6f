import { EmptyState, Filters, modes, PageTitle, Select, Table, Tag } from "../../../foundation/html/index.ts";
import { type Language, languages } from "../../../foundation/i18n/index.ts";
import { path } from "./prepared.ts";
import { Back } from "./steps-view.tsx";
import { words } from "./words.ts";

type Line = { readonly code: string; readonly name: string; readonly messages: boolean };

/** `GET …/preview`: `lines` are the first of `all` services of the field, or of every field. */
export function PreviewListView(props: {
  language: Language;
  lines: readonly Line[];
  all: number;
  field: string | undefined;
  fields: readonly { readonly value: string; readonly label: string }[];
}) {
  const { language, lines, all, field } = props;
  const w = words(language);
  const links = (line: Line, page: string, label: string) => (
    <ul class="plain">
      {languages.map((each) => (
        <li key={each}>
          {modes.map((mode) => (
            <span key={mode}>
              <a href={`/staff/office/services/${line.code}/preview${page}?in=${each}&as=${mode}`}>
                <span class="hide">
                  {line.name} {label}{" "}
                </span>
                {`${w[each]} ${w[mode]}`}
              </a>{" "}
            </span>
          ))}
        </li>
      ))}
    </ul>
  );
  return (
    <>
      <PageTitle title={w.step3} lede={w.previewLede} />
      {props.fields.length < 2 ? null : (
        <Filters
          action={`${path}/preview`}
          label={w.field}
          clearHref={field === undefined ? undefined : `${path}/preview`}
        >
          <Select name="field" label={w.field} empty={w.allFields} options={props.fields} value={field} />
        </Filters>
      )}
      {lines.length === all ? null : <p class="quiet">{w.firstOf({ shown: lines.length, all })}</p>}
      {lines.length === 0 ? (
        <EmptyState title={w.nonePrepared} />
      ) : (
        <Table
          caption={w.step3}
          hideCaption
          rows={lines}
          rowKey={(line) => line.code}
          columns={[
            { title: w.services, cell: (line) => line.name },
            { title: w.guide, cell: (line) => links(line, "", w.guide) },
            { title: w.firstPage, cell: (line) => links(line, "/first", w.firstPage) },
            {
              title: w.messages,
              cell: (line) =>
                line.messages
                  ? languages.map((each) => (
                      <span key={each}>
                        <a href={`/staff/office/services/${line.code}/preview/messages?in=${each}`}>
                          <span class="hide">
                            {line.name} {w.messages}{" "}
                          </span>
                          {w[each]}
                        </a>{" "}
                      </span>
                    ))
                  : "",
            },
          ]}
        />
      )}
      <Back language={language} />
    </>
  );
}

/** `GET …/{code}/preview/messages`: what people are told, as their inbox shows it. */
export function MessagesView(props: {
  language: Language;
  messages: readonly {
    readonly template: string;
    readonly own: boolean;
    readonly title: string;
    readonly text: string;
  }[];
}) {
  const w = words(props.language);
  return (
    <>
      <PageTitle title={w.messages} lede={w.messagesLede} />
      {props.messages.map(({ template, own, title, text }) => (
        <section key={template}>
          <h2>
            {title} {own ? <Tag>{w.ownWords}</Tag> : null}
          </h2>
          <p>{text}</p>
        </section>
      ))}
    </>
  );
}
