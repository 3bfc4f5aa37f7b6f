import { statement } from "../../../foundation/database/index.ts";

export const resealResident = statement({
  name: "identity.reseal_resident",
  scope: "resident",
  params: {
    resident: "text",
    name: "text",
    id_number: "text",
    phone: "text?",
    birth_day: "text?",
    sex: "text?",
    hukou_division: "text?",
    address: "text?",
    read_at: "timestamptz",
  },
  row: { resident: "text" },
  text: `
    update residents
    set name = :name, id_number = :id_number, phone = :phone, birth_day = :birth_day, sex = :sex,
      hukou_division = :hukou_division, address = :address
    where resident = :resident and date_trunc('milliseconds', updated_at) = :read_at
    returning resident`,
});
