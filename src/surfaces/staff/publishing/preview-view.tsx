import { EmptyState, modes, PageTitle, Table } from "../../../foundation/html/index.ts";
import { type Language, languages } from "../../../foundation/i18n/index.ts";
import { Back } from "./steps-view.tsx";
import { words } from "./words.ts";

type Line = { readonly code: string; readonly name: string };

/** `GET …/preview` */
export function PreviewListView({ language, lines }: { language: Language; lines: readonly Line[] }) {
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
