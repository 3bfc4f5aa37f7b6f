import { statement } from "../../foundation/database/index.ts";

export const addErasure = statement({
  name: "cases.add_erasure",
  scope: "resident",
  params: {
    resident: "text",
    city: "text",
    number: "text",
    revision: "int4",
    at: "timestamptz",
    kinds: "text[]",
    cases: "jsonb",
  },
  row: { number: "text" },
  text: `
    insert into erasures (resident, city, number, revision, at, kinds, cases)
    values (:resident, :city, :number, :revision, :at, :kinds, :cases)
    on conflict (resident, city, number, revision) do nothing
    returning number`,
});

export const latestErasures = statement({
  name: "cases.latest_erasures",
  scope: "resident",
  params: { resident: "text", limit: "int4" },
  row: { city: "text", number: "text", at: "timestamptz", kinds: "text[]", cases: "jsonb" },
  text: `
    select city, number, at, kinds, cases from erasures
    where resident = :resident
    order by at desc limit :limit`,
});

/** With the request itself. */
export const forgetErasures = statement({
  name: "cases.forget_erasures",
  scope: "resident",
  params: { resident: "text", city: "text", number: "text" },
  row: { number: "text" },
  text: `
    delete from erasures where resident = :resident and city = :city and number = :number
    returning number`,
});
