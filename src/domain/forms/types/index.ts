import type { Question, QuestionType } from "../../catalogue/index.ts";
import { accountNumber } from "./account-number.ts";
import { address } from "./address.ts";
import { bankCard } from "./bank-card.ts";
import { choice, choices } from "./choice.ts";
import type { Reader } from "./contract.ts";
import { date } from "./date.ts";
import { division } from "./division.ts";
import { email } from "./email.ts";
import { file, photo } from "./file.ts";
import { money } from "./money.ts";
import { name } from "./name.ts";
import { number } from "./number.ts";
import { organisationCode } from "./organisation-code.ts";
import { people } from "./people.ts";
import { phone } from "./phone.ts";
import { place } from "./place.ts";
import { plate } from "./plate.ts";
import { residentId } from "./resident-id.ts";
import { longText, text } from "./text.ts";
import { yesNo } from "./yes-no.ts";

const readers: { readonly [T in QuestionType]: (question: Question) => unknown } = {
  text,
  long_text: longText,
  number,
  money,
  date,
  yes_no: yesNo,
  choice,
  choices,
  name,
  resident_id: residentId,
  organisation_code: organisationCode,
  phone,
  email,
  division,
  address,
  place,
  bank_card: bankCard,
  plate,
  account_number: accountNumber,
  people,
  file,
  photo,
};

export const questionTypes = Object.keys(readers) as readonly QuestionType[];

/**
 * The reader of a question. What `show`, `typed` and `doubt` take is what `fromJson` and `fromForm` of the same reader gave:
 * stored answers pass `fromJson` before they are shown.
 */
export function readerOf(question: Question): Reader {
  return readers[question.type](question) as Reader;
}
