export { Calendar, type CityDay, type Deadline, longestLimit } from "./calendar/calendar.ts";
export { type Day, dayFromNumber, dayOf, endOfDay, isDay, numberOf, startOfDay } from "./calendar/days.ts";
export { bundledYears, type CalendarYear } from "./calendar/national.ts";
export type { City, CitySettings } from "./city.ts";
export { bundledRows, bundledSource, bundledVersion } from "./data/bundled.ts";
export { type Division, type Kind, kindWord, type Level, levels } from "./divisions/division.ts";
export { type DivisionPage, Divisions, type PageRequest, pageLimit, searchLimit } from "./divisions/divisions.ts";
export {
  type CalendarImport,
  type CalendarProblem,
  type CalendarReport,
  type CalendarRow,
  importCalendar,
} from "./import-calendar.ts";
export { type DivisionImport, type DivisionReport, importDivisions, type Obstacle } from "./import-divisions.ts";
export { changeCity, cityLimit, closeCity, openCities, openCity } from "./open-city.ts";
export { Regions } from "./regions.ts";
