// The main journey in Firefox, by WebDriver BiDi: from the front page to a QR code, by somebody new who comes with one more.
// On standard input comes a JSON object with what is needed (`Wish`), on standard output goes one with what was seen (`Seen`).

import { readFileSync } from "node:fs";
import puppeteer from "puppeteer-core";

/** @typedef {{program: string, profile: string, home: string, address: string, picture: string, place: string, email: string, password: string, patience: number, disturbed: boolean, people: [Who, Who]}} Wish */
/** @typedef {{full_name: string, nik: string, birth_date: string}} Who */
/** @typedef {{browser: string, pages: string[], wrong: string[], failed: string}} Seen */

const TEXTS = new URL("../../website/texts/", import.meta.url);
const texts = { ...read("id.json"), ...read("read/id.json") };
const PAUSE = 50;
/** What a page that was left still asked for. */
const LEFT = "NS_BINDING_ABORTED";
/** A port where nothing answers: whatever Firefox asks for beside this machine's own addresses goes there. */
const NOWHERE = 9;
/** @type {Record<string, boolean | number | string>} */
const PREFERENCES = {
  "network.proxy.type": 1,
  "network.proxy.http": "127.0.0.1",
  "network.proxy.http_port": NOWHERE,
  "network.proxy.ssl": "127.0.0.1",
  "network.proxy.ssl_port": NOWHERE,
  "network.captive-portal-service.enabled": false,
  "network.connectivity-service.enabled": false,
  "network.prefetch-next": false,
  "network.dns.disablePrefetch": true,
  "browser.safebrowsing.malware.enabled": false,
  "browser.safebrowsing.phishing.enabled": false,
  "datareporting.policy.dataSubmissionEnabled": false,
  "toolkit.telemetry.enabled": false,
  "intl.accept_languages": "id",
};

const wish = /** @type {Wish} */ (JSON.parse(readFileSync(0, "utf8")));
/** @type {Seen} */
const seen = { browser: "", pages: [], wrong: [], failed: "" };
const browser = await puppeteer.launch({
  browser: "firefox",
  executablePath: wish.program,
  headless: true,
  userDataDir: wish.profile,
  env: { ...process.env, HOME: wish.home, TZ: "Asia/Jakarta", MOZ_CRASHREPORTER_DISABLE: "1" },
  extraPrefsFirefox: PREFERENCES,
});
const page = (await browser.pages())[0] ?? (await browser.newPage());
try {
  seen.browser = await browser.version();
  await watch();
  await page.setViewport({ width: 360, height: 640 });
  await page.goto(wish.address);
  await (wish.disturbed ? disturb() : journey());
  // The picture is of the whole page, as it is scanned from the screen.
  await page.screenshot({ path: wish.picture, fullPage: true });
} catch (error) {
  seen.failed = `${page.url()}: ${error instanceof Error ? error.stack : error}`;
} finally {
  await browser.close();
}
process.stdout.write(JSON.stringify(seen));

async function journey() {
  const [self, other] = wish.people;
  await arrive("front.title");
  await press("radio", String(wish.people.length));
  await type(t("front.where"), wish.place);
  await press("button", t("front.start"));
  await arrive("offices.title");
  await pressFound(() => document.querySelector(".ap-dates a"));
  await pressFound((morning) => [...document.querySelectorAll("main button")].find((each) => each.textContent?.trim().startsWith(morning)), t("session.morning"));
  await arrive("log_in.title");
  await press("a", t("log_in.sign_up"));
  await arrive("sign_up.diri.title");
  await type(t("sign_up.nik.title"), self.nik);
  await type(t("sign_up.nama.title"), self.full_name);
  await typeDate(self.birth_date);
  await press("button", t("page.continue"));
  await arrive("sign_up.kontak.title");
  await type(t("sign_up.surel.title"), wish.email);
  await type(t("sign_up.telepon.title"), "081234567890");
  await press("button", t("page.continue"));
  await arrive("sign_up.kode.title");
  await type(t("mailed.label"), await mailedCode());
  await press("button", t("page.continue"));
  await arrive("sign_up.sandi.title");
  await type(t("sign_up.sandi.title"), wish.password);
  await press("button", t("sign_up.sandi.send"));
  await arrive("service.title");
  await press("radio", t("service.new"));
  await press("button", t("page.continue"));
  await arrive("person.title");
  await press("radio", t("relation.child"));
  await type(t("person.full_name"), other.full_name);
  await type(t("person.nik"), other.nik);
  await typeDate(other.birth_date);
  await press("button", t("page.continue"));
  await arrive("check.title");
  await press("button", t("check.confirm"));
  await arrive("booking.made");
  await found((name) => document.querySelector(`main [role="img"][aria-label="${name}"], main img[alt="${name}"]`), t("ticket.qr"));
}

/** Let go wrong what may not, so that it is seen whether that is noticed. */
async function disturb() {
  await arrive("front.title");
  await page.evaluate(async () => {
    console.error("said by the console");
    setTimeout(() => {
      throw new Error("caught by nobody");
    });
    const script = document.createElement("script");
    script.textContent = "0";
    document.body.append(script);
    await fetch("/nothing-is-here.json");
    await fetch("http://antrean.example/").catch(() => {});
  });
}

/** Note whatever goes wrong on the pages: what the console says, what no script caught, what the policy forbids, requests. */
async function watch() {
  page.on("console", (message) => {
    if (["error", "warn"].includes(message.type())) seen.wrong.push(`console: ${message.text()}`);
  });
  page.on("pageerror", (error) => seen.wrong.push(`uncaught: ${error instanceof Error ? error.message : error}`));
  page.on("requestfailed", (request) => {
    const told = request.failure()?.errorText ?? "";
    if (!told.includes(LEFT)) seen.wrong.push(`failed: ${request.method()} ${request.url()} ${told}`);
  });
  page.on("response", (response) => {
    if (response.status() >= 400) seen.wrong.push(`${response.status()} ${response.url()}`);
  });
  await page.evaluateOnNewDocument(() => {
    addEventListener("securitypolicyviolation", ({ violatedDirective, blockedURI }) => {
      console.error(`content security policy: ${violatedDirective} forbids ${blockedURI}`);
    });
  });
}

/**
 * Wait until the page of this heading is there.
 *
 * @param {string} key of the heading's text
 */
async function arrive(key) {
  await found((title) => {
    const heading = document.querySelector("main h1");
    return heading?.textContent?.trim() === title ? heading : null;
  }, t(key));
  seen.pages.push(t(key));
}

/**
 * Press a link, a button or an answer that is to be seen, by its words.
 *
 * @param {"a" | "button" | "radio"} kind
 * @param {string} name
 */
async function press(kind, name) {
  await pressFound(
    (selector, words) => {
      const all = /** @type {HTMLElement[]} */ ([...document.querySelectorAll(selector)]);
      return all.find((each) => each.textContent?.trim() === words && each.getClientRects().length);
    },
    kind === "radio" ? "label" : kind,
    name,
  );
}

/**
 * @param {(...values: string[]) => Element | null | undefined} find
 * @param {string[]} values
 */
async function pressFound(find, ...values) {
  await (await found(find, ...values)).click();
}

/**
 * Type into the field of this label.
 *
 * @param {string} label
 * @param {string} text
 */
async function type(label, text) {
  const field = await found((name) => {
    const labels = [...document.querySelectorAll("label")];
    return labels.find((each) => each.textContent?.trim() === name)?.control;
  }, label);
  await field.type(text);
}

/** @param {string} date such as 1990-05-17 */
async function typeDate(date) {
  const [year = "", month = "", day = ""] = date.split("-");
  for (const [part, value] of Object.entries({ day, month, year })) {
    const field = await found((id) => document.getElementById(id), `birth_date-${part}`);
    await field.type(value);
  }
}

/**
 * The element that is looked for, once it is there. Puppeteer's own way needs `eval`, which the pages forbid.
 *
 * @param {(...values: string[]) => Element | null | undefined} find runs in the page
 * @param {string[]} values
 * @returns {Promise<import("puppeteer-core").ElementHandle<Element>>}
 */
async function found(find, ...values) {
  const deadline = Date.now() + 1000 * wish.patience;
  do {
    try {
      const element = (await page.evaluateHandle(find, ...values)).asElement();
      if (element) return /** @type {import("puppeteer-core").ElementHandle<Element>} */ (element);
    } catch (error) {
      // The page was left while it was looked at.
      if (Date.now() > deadline) throw error;
    }
    await new Promise((done) => setTimeout(done, PAUSE));
  } while (Date.now() < deadline);
  throw new Error(`not found: ${find} ${values}`);
}

/** The code that was mailed, as the local system's mailbox has it. */
async function mailedCode() {
  const deadline = Date.now() + 1000 * wish.patience;
  do {
    const answer = await fetch(`${wish.address}/mail.json?${new URLSearchParams({ to: wish.email })}`);
    for (const { text } of await answer.json()) {
      const code = /\b[0-9A-Z]{4}-[0-9A-Z]{4}\b/.exec(text);
      if (code) return code[0];
    }
    await new Promise((done) => setTimeout(done, PAUSE));
  } while (Date.now() < deadline);
  throw new Error("no mail with a code came");
}

/** @param {string} key of a text of the site, in Indonesian */
function t(key) {
  /** @type {any} */
  let node = texts;
  for (const part of key.split(".")) node = node[part];
  return String(node);
}

/** @param {string} name */
function read(name) {
  return JSON.parse(readFileSync(new URL(name, TEXTS), "utf8"));
}
