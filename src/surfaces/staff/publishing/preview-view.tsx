import { EmptyState, Filters, modes, PageTitle, Select, Table } from "../../../foundation/html/index.ts";
import { type Language, languages } from "../../../foundation/i18n/index.ts";
import { path } from "./prepared.ts";
import { Back } from "./steps-view.tsx";
import { words } from "./words.ts";

type Line = { readonly code: string; readonly name: string };

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
          ]}
        />
      )}
      <Back language={language} />
    </>
  );
}
