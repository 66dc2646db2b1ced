// Pages without a browser: what they would paint, as HTML. Imported after `browser.js`; pages are imported by `pageAt`, so that
// what comes from npm is found where it is here.

import { register } from "node:module";

const VENDORS = {
  "/vendor/lit-html.js": new URL("../../node_modules/lit-html/node/lit-html.js", import.meta.url).href,
  "/vendor/lean-qr.js": new URL("../../node_modules/lean-qr/index.mjs", import.meta.url).href,
};
const LOADER = `
const vendors = ${JSON.stringify(VENDORS)};
export const resolve = (name, context, next) => next(vendors[name] ?? name, context);
`;
// lit-html asks for this once, when it is loaded, and then only where it paints
document.createTreeWalker = () => ({});
register(`data:text/javascript,${encodeURIComponent(LOADER)}`);

/** A booking of one person, as the API tells it. */
export const BOOKING = {
  booking_id: "7K3M9QWERTY2PASD",
  revision: 1,
  changed_at: "2026-12-01T03:00:00Z",
  status: "confirmed",
  service: "new",
  office_id: "bandung",
  office_name: "Kantor Imigrasi Bandung",
  timezone: "Asia/Jakarta",
  date: "2026-12-08",
  session: "morning",
  arrive_from: "09:01",
  arrive_until: "10:00",
  reschedules_left: 1,
  applicants: [{ relation: "self", full_name: "Siti Rahayu", presence: "present", queue_number: "A-001" }],
};

/** The script of a page, by its path below `website/pages/`. */
export function pageAt(path) {
  return import(new URL(`../../website/pages/${path}`, import.meta.url).href);
}

/** A visit to a page, which goes nowhere: `went` and `changed` tell what it was asked for. */
export function visiting(params = {}, query = "", state = {}) {
  const visit = { params, query: new URLSearchParams(query), state, went: [], changed: [] };
  visit.go = async (path) => void visit.went.push(path);
  visit.again = visit.update = async (next) => void visit.changed.push(next);
  return visit;
}

/** What lit-html would paint, as HTML without listeners; attributes that are switched stand with their value. */
export function painted(content) {
  if (Array.isArray(content)) return content.map(painted).join("");
  if (content?.strings) return content.strings.reduce((html, next, place) => html + painted(content.values[place - 1]) + next);
  return ["string", "number", "boolean"].includes(typeof content) ? String(content) : "";
}
