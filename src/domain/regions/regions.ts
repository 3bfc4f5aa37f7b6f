import { cityScope, type Database, sharedScope } from "../../foundation/database/index.ts";
import { Calendar, type CityDay } from "./calendar/calendar.ts";
import { bundledYears, type CalendarYear } from "./calendar/national.ts";
import type { City } from "./city.ts";
import { Divisions } from "./divisions/divisions.ts";
import { storedDivisions } from "./import-divisions.ts";
import { cityLimit, toCity } from "./open-city.ts";
import { readCalendarDays, readCalendarYears, readCities, regionsState } from "./store.ts";

/** Own days of all cities that are kept in memory: ten a year for every county of the nation. */
const cityDayLimit = 50_000;

type Loaded = {
  readonly state: string;
  readonly divisions: Divisions;
  readonly cities: ReadonlyMap<string, City>;
  readonly years: readonly CalendarYear[];
  readonly nation: Calendar;
  readonly calendars: ReadonlyMap<string, Calendar>;
};

/**
 * Divisions, open cities and calendars in the memory of one process, because every page asks for them. Loaded at start; `refresh` looks
 * whether anything changed (one small query) and loads it anew, so that a city opened in one process is open in all within the time
 * between two looks. All answers are immediate and of one state.
 */
export class Regions {
  readonly #database: Database;
  #loaded: Loaded;
  #refreshing: Promise<boolean> | undefined;

  private constructor(database: Database, loaded: Loaded) {
    this.#database = database;
    this.#loaded = loaded;
  }

  static async load(database: Database): Promise<Regions> {
    return new Regions(database, await load(database, await stateOf(database)));
  }

  /** Changes whenever anything held here changes: for the keys of pages kept in memory. */
  get revision(): string {
    return this.#loaded.state;
  }

  get divisions(): Divisions {
    return this.#loaded.divisions;
  }

  /** Open cities by code. */
  get cities(): readonly City[] {
    return [...this.#loaded.cities.values()];
  }

  /** The open city a code leads to, also by a code its division had before or after; undefined when there is none. */
  city(code: string): City | undefined {
    const tenant = this.#loaded.divisions.tenantOf(code);
    return tenant === undefined ? undefined : this.#loaded.cities.get(tenant);
  }

  /** The working days of a city; a city without days of its own follows the nation's. */
  calendarOf(city: string): Calendar {
    return this.#loaded.calendars.get(city) ?? this.#loaded.nation;
  }

  /** Loads again when something has changed; true when it had. Callers at the same time share one look. */
  refresh(): Promise<boolean> {
    this.#refreshing ??= this.#look().finally(() => {
      this.#refreshing = undefined;
    });
    return this.#refreshing;
  }

  async #look(): Promise<boolean> {
    const state = await stateOf(this.#database);
    if (state === this.#loaded.state) return false;
    this.#loaded = await load(this.#database, state);
    return true;
  }
}

async function stateOf(database: Database): Promise<string> {
  const [row] = await database.run(sharedScope, regionsState, {});
  return row?.state ?? "";
}

/** `state` was read before: what changes while loading is found again by the next look. */
async function load(database: Database, state: string): Promise<Loaded> {
  const rows = await storedDivisions((made, values) => database.run(sharedScope, made, values));
  const open = (await database.run(sharedScope, readCities, { limit: cityLimit })).filter(
    (row) => row.closed_at === null,
  );
  const cities = new Map(open.map((row) => [row.city, toCity(row)]));
  const imported = await database.run(sharedScope, readCalendarYears, {});
  const years = [
    // An imported year replaces the one that came with the program: schedules are sometimes changed (2020, for the epidemic).
    ...bundledYears.filter((each) => !imported.some((row) => row.year === each.year)),
    ...imported.map((row) => ({ year: row.year, daysOff: row.days_off, workingDays: row.working_days })),
  ];
  const days =
    cities.size === 0 ? [] : await database.run(cityScope(...cities.keys()), readCalendarDays, { limit: cityDayLimit });
  const byCity = Map.groupBy(days, (row) => row.city);
  const calendars = new Map<string, Calendar>();
  for (const [city, own] of byCity) {
    calendars.set(
      city,
      new Calendar(
        years,
        own.map((row): CityDay => ({ day: row.day, working: row.working })),
      ),
    );
  }
  return {
    state,
    divisions: new Divisions(rows, cities.keys()),
    cities,
    years,
    nation: new Calendar(years),
    calendars,
  };
}
