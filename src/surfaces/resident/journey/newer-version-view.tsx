import { Button, Form, Notice, Row } from "../../../foundation/html/index.ts";
import { csrfField } from "../../../foundation/http/index.ts";
import type { Language } from "../../../foundation/i18n/index.ts";
import { addresses } from "./addresses.ts";
import type { Drawn } from "./load.ts";
import { untilDay } from "./start-page.tsx";
import { words } from "./words.ts";

/** Questions named; a version that asks more anew is another service. */
const named = 8;

/** A newer version is in force: what taking it would mean, and until when the draft may be sent as it is. Nothing where there is none. */
export function NewerVersion(props: {
  loaded: Drawn;
  language: Language;
  hidden: Readonly<Record<string, string>>;
  /** Also where the person has said that they go on with the version they began with. */
  always?: boolean;
}) {
  const { loaded, language } = props;
  const { newer, city, draft } = loaded;
  if (newer === undefined || (newer.declined && props.always !== true)) return null;
  const w = words(language);
  const until = untilDay(newer.until, language);
  const anew = newer.anew.slice(0, named).map((label) => label[language]);
  const list = anew.join(language === "zh" ? "、" : ", ");
  const button = (value: "take" | "stay", label: string) => (
    <Button weight="second" name="version" value={value}>
      {label}
    </Button>
  );
  return (
    <Notice title={newer.declined ? w.stayed({ until }) : w.newer}>
      {newer.declined ? null : (
        <p>
          {w.newerKept({ kept: newer.kept, anew: list })} {w.newerStay({ until })}
        </p>
      )}
      <Form
        action={addresses.version(city.city, draft.service, draft.id)}
        hidden={{ [csrfField]: props.hidden[csrfField] ?? "" }}
        label={w.newer}
      >
        <Row>
          {button("take", w.takeNewer)}
          {newer.declined ? null : button("stay", w.stay)}
        </Row>
      </Form>
    </Notice>
  );
}
