import { statement } from "../../../foundation/database/index.ts";

/** A person comes back: what they stated here stays, what the provider no longer says stays too. */
export const keepResident = statement({
  name: "identity.keep_resident",
  scope: "resident",
  params: {
    resident: "text",
    name: "text",
    id_type: "text",
    id_number: "text",
    phone: "text?",
    birth_day: "text?",
    sex: "text?",
    hukou_division: "text?",
    address: "text?",
    now: "timestamptz",
  },
  row: {},
  text: `
    insert into residents
      (resident, name, id_type, id_number, phone, birth_day, sex, hukou_division, address, stated, preferences,
       created_at, updated_at, signed_in_at)
    values
      (:resident, :name, :id_type, :id_number, :phone, :birth_day, :sex, :hukou_division, :address, '{}', '{}',
       :now, :now, :now)
    on conflict (resident) do update set
      name = excluded.name,
      id_number = excluded.id_number,
      phone = case when 'phone' = any (residents.stated) then residents.phone
        else coalesce(excluded.phone, residents.phone) end,
      birth_day = coalesce(excluded.birth_day, residents.birth_day),
      sex = coalesce(excluded.sex, residents.sex),
      hukou_division = case when 'hukou_division' = any (residents.stated) then residents.hukou_division
        else coalesce(excluded.hukou_division, residents.hukou_division) end,
      address = case when 'address' = any (residents.stated) then residents.address
        else coalesce(excluded.address, residents.address) end,
      updated_at = excluded.updated_at,
      signed_in_at = excluded.signed_in_at`,
});

export const residentRow = statement({
  name: "identity.resident_row",
  scope: "resident",
  params: { resident: "text" },
  row: {
    name: "text",
    id_type: "text",
    id_number: "text",
    phone: "text?",
    birth_day: "text?",
    sex: "text?",
    hukou_division: "text?",
    address: "text?",
    stated: "text[]",
    preferences: "jsonb",
    updated_at: "timestamptz",
  },
  text: `
    select name, id_type, id_number, phone, birth_day, sex, hukou_division, address, stated, preferences, updated_at
    from residents
    where resident = :resident`,
});

export const lockResident = statement({
  name: "identity.lock_resident",
  scope: "resident",
  params: { resident: "text" },
  row: { phone: "text?", hukou_division: "text?", address: "text?", stated: "text[]" },
  text: `select phone, hukou_division, address, stated from residents where resident = :resident for update`,
});

export const correctResident = statement({
  name: "identity.correct_resident",
  scope: "resident",
  params: {
    resident: "text",
    phone: "text?",
    hukou_division: "text?",
    address: "text?",
    stated: "text[]",
    now: "timestamptz",
  },
  row: {},
  text: `
    update residents
    set phone = :phone, hukou_division = :hukou_division, address = :address, stated = :stated, updated_at = :now
    where resident = :resident`,
});

export const setPreferences = statement({
  name: "identity.set_preferences",
  scope: "resident",
  params: { resident: "text", preferences: "jsonb", now: "timestamptz" },
  row: { resident: "text" },
  text: `
    update residents set preferences = preferences || :preferences::jsonb, updated_at = :now
    where resident = :resident
    returning resident`,
});

export const removeResident = statement({
  name: "identity.remove_resident",
  scope: "resident",
  params: { resident: "text" },
  row: { resident: "text" },
  text: `delete from residents where resident = :resident returning resident`,
});
