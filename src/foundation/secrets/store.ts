import { statement } from "../database/index.ts";

export const keysOfCities = statement({
  name: "secrets.keys_of_cities",
  scope: "city",
  params: { cities: "text[]" },
  row: {
    city: "text",
    kid: "text",
    purpose: "text",
    alg: "text",
    wrapped: "text?",
    public_key: "text?",
    active_from: "timestamptz",
  },
  text: `
    select city, kid, purpose, alg, wrapped, public_key, active_from
    from city_keys
    where city = any(:cities)
    order by city, active_from, kid`,
});

/** First keys of many cities. `rows`: [{ city, kid, purpose, alg, wrapped, public_key }]. */
export const addKeys = statement({
  name: "secrets.add_keys",
  scope: "city",
  params: { rows: "jsonb", at: "timestamptz" },
  row: {},
  text: `
    insert into city_keys (city, kid, purpose, alg, wrapped, public_key, created_at, active_from)
    select city, kid, purpose, alg, wrapped, public_key, :at, :at
    from jsonb_to_recordset(:rows)
      as row (city text, kid text, purpose text, alg text, wrapped text, public_key text)
    order by city, kid`,
});

export const addKey = statement({
  name: "secrets.add_key",
  scope: "city",
  params: {
    city: "text",
    kid: "text",
    purpose: "text",
    alg: "text",
    wrapped: "text?",
    public_key: "text?",
    created_at: "timestamptz",
    active_from: "timestamptz",
  },
  row: {},
  text: `
    insert into city_keys (city, kid, purpose, alg, wrapped, public_key, created_at, active_from)
    values (:city, :kid, :purpose, :alg, :wrapped, :public_key, :created_at, :active_from)
    on conflict (city, kid) do nothing`,
});

export const rewrapKey = statement({
  name: "secrets.rewrap_key",
  scope: "city",
  params: { city: "text", kid: "text", wrapped: "text" },
  row: {},
  text: `update city_keys set wrapped = :wrapped where city = :city and kid = :kid`,
});
