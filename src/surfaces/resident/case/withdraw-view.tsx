import { Button, CopyableNumber, Form, LinkButton, PageTitle, Textarea } from "../../../foundation/html/index.ts";
import type { Language } from "../../../foundation/i18n/index.ts";
import { words } from "./words.ts";

/** Asked once more before something that cannot be taken back. */
export function WithdrawView(props: {
  language: Language;
  number: string;
  service: string;
  hidden: Readonly<Record<string, string>>;
}) {
  const w = words(props.language);
  const page = `/me/cases/${props.number}`;
  return (
    <>
      <PageTitle kicker={props.service} title={w.withdrawTitle} lede={w.withdrawText} />
      <Form action={`${page}/withdraw`} hidden={props.hidden}>
        <Textarea
          name="reason"
          label={w.withdrawReason}
          hint={w.withdrawReasonHint}
          optional
          rows={3}
          maxLength={2000}
        />
        <div class="row">
          <Button weight="danger">{w.withdrawYes}</Button>
          <LinkButton href={page} weight="second">
            {w.withdrawNo}
          </LinkButton>
        </div>
      </Form>
      <CopyableNumber number={props.number} label={w.number} />
    </>
  );
}
