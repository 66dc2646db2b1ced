// What the modules under test find in a browser, and how a test answers their requests. Imported before them.

import { readFileSync } from "node:fs";
import * as citizens from "../../website/lib/account/identity.js";
import { sendAs } from "../../website/lib/requests/call.js";

class Store {
  #items = new Map();
  getItem(name) {
    return this.#items.get(name) ?? null;
  }
  setItem(name, value) {
    this.#items.set(name, String(value));
  }
  removeItem(name) {
    this.#items.delete(name);
  }
  clear() {
    this.#items.clear();
  }
}

globalThis.sessionStorage = new Store();
globalThis.localStorage = new Store();
globalThis.addEventListener = () => {};
globalThis.document = { documentElement: { dataset: {} } };
// a browser that keeps no site
Object.defineProperty(globalThis, "navigator", { value: {}, configurable: true });

/** No request takes that long here (milliseconds). */
const DEADLINE = 20_000;
/** Pauses that were taken, in milliseconds; they pass at once. */
export const pauses = [];
globalThis.setTimeout = (done, milliseconds) => {
  if (milliseconds === DEADLINE) return;
  pauses.push(milliseconds);
  queueMicrotask(done);
};

/** A new device. */
export function begin() {
  sessionStorage.clear();
  localStorage.clear();
  pauses.length = 0;
  sendAs(citizens);
}

const POOL = "https://pool.invalid/";
let tokens = 0;

/**
 * Answer the requests to the API one after the other, and those for tokens always; returns the requests to the API.
 *
 * @param {(Response | Error)[]} answers an Error is a line that drops
 */
export function answering(...answers) {
  const requests = [];
  globalThis.fetch = async (address, options) => {
    if (address === "/config.json") return Response.json({ api: "/api", identity: POOL, client_id: "client" });
    if (address === POOL) {
      tokens += 1;
      return Response.json({ AuthenticationResult: { IdToken: tokenOf("siti", tokens), ExpiresIn: 3600, RefreshToken: "refresh" } });
    }
    requests.push({ address, ...options });
    const answer = answers[requests.length - 1];
    if (!answer) throw new Error(`nobody expected a request to ${address}`);
    if (answer instanceof Error) throw answer;
    return answer;
  };
  return requests;
}

/**
 * Speak a language from now on, in the texts of a site: the citizens', or that of a folder such as `petugas/`.
 *
 * @param {"id" | "en"} language
 */
export async function speaking(language, folder = "") {
  const texts = readFileSync(new URL(`../../website/${folder}texts/${language}.json`, import.meta.url));
  globalThis.fetch = async () => new Response(texts);
  const { useLanguage } = await import("../../website/lib/words/texts.js");
  await useLanguage(language);
}

/** An answer that breaks off after its headers. */
export function half() {
  return { ok: true, status: 201, headers: new Headers(), text: () => Promise.reject(new TypeError("network error")) };
}

/** A token as the pool makes them, but for its signature. */
export function tokenOf(subject, serial = 1) {
  return `header.${btoa(JSON.stringify({ sub: subject, serial }))}.signature`;
}
