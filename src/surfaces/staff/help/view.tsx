import { PageTitle, Table } from "../../../foundation/html/index.ts";
import type { Language } from "../../../foundation/i18n/index.ts";
import { words } from "./words.ts";

type Row = { readonly keys: readonly string[]; readonly does: string };

function Keys({ caption, rows, language }: { caption: string; rows: readonly Row[]; language: Language }) {
  const w = words(language);
  return (
    <Table
      caption={caption}
      rows={rows}
      rowKey={(row) => row.keys.join()}
      columns={[
        {
          title: w.key,
          cell: (row) =>
            row.keys.map((key, index) => (
              <>
                {index > 0 ? " " : null}
                <kbd>{key}</kbd>
              </>
            )),
        },
        { title: w.does, cell: (row) => row.does },
      ]}
    />
  );
}

export function KeysView({ language }: { language: Language }) {
  const w = words(language);
  return (
    <>
      <PageTitle title={w.title} lede={w.lede} />
      <Keys
        caption={w.always}
        language={language}
        rows={[
          { keys: ["Tab", "Shift + Tab"], does: w.tab },
          { keys: ["Tab"], does: w.first },
          { keys: ["Enter"], does: w.enter },
          { keys: ["Space"], does: w.space },
          { keys: ["↑", "↓"], does: w.arrows },
        ]}
      />
      <Keys
        caption={w.single}
        language={language}
        rows={[
          { keys: ["j", "k"], does: w.next },
          { keys: ["o", "Enter"], does: w.open },
          { keys: ["/"], does: w.search },
          { keys: ["?"], does: w.help },
        ]}
      />
      <p>
        <a href="/staff">{w.back}</a>
      </p>
    </>
  );
}
