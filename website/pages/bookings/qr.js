// The QR code of a booking. It is drawn on the device, and so is there at once and without a connection. It holds the same
// as the printed one: "AP1", the booking's id and a letter for its revision, and nothing about the people.

import { correction, generate } from "/vendor/lean-qr.js";
import { html } from "/vendor/lit-html.js";
import { t } from "../../lib/words/texts.js";

/** @typedef {import("../../lib/device/tickets.js").Booking} Booking */

/** What stands for a revision, by which the door tells an old print (`antrean.tickets.qr.mark_of`). */
const MARKS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
/** Light modules around the symbol that readers need (ISO/IEC 18004). */
const QUIET = 4;

/** Pixels of a module in a picture that is sent: programs make pictures smaller on the way. */
const MODULE = 24;
/** The height of a line of text below the symbol in such a picture, in modules. */
const LINE = 2.5;

/** @param {Booking} booking */
export function qrCode(booking) {
  const { side, dark } = symbolOf(booking);
  const squares = dark.map(({ x, y }) => `M${x} ${y}h1v1h-1z`);
  return html`
    <svg class="ap-qr" viewBox=${`0 0 ${side} ${side}`} role="img" aria-label=${t("ticket.qr")} shape-rendering="crispEdges">
      <rect width=${side} height=${side} fill="#fff" />
      <path d=${squares.join("")} fill="#000" />
    </svg>
  `;
}

/**
 * The QR code as a picture (PNG), with lines of text below it: whoever gets it may see nothing else of the ticket. Null
 * where the browser makes none.
 *
 * @param {Booking} booking
 * @param {string[]} lines
 * @returns {Promise<Blob | null>}
 */
export function qrPicture(booking, lines) {
  const { side, dark } = symbolOf(booking);
  const canvas = document.createElement("canvas");
  canvas.width = side * MODULE;
  canvas.height = (side + LINE * lines.length + QUIET) * MODULE;
  const drawing = canvas.getContext("2d");
  if (!drawing) return Promise.resolve(null);
  drawing.fillStyle = "#fff";
  drawing.fillRect(0, 0, canvas.width, canvas.height);
  drawing.fillStyle = "#000";
  for (const { x, y } of dark) drawing.fillRect(x * MODULE, y * MODULE, MODULE, MODULE);
  drawing.font = `${1.6 * MODULE}px system-ui, sans-serif`;
  // a line that is too long is narrowed
  lines.forEach((line, index) => drawing.fillText(line, QUIET * MODULE, (side + LINE * (index + 0.5)) * MODULE, (side - 2 * QUIET) * MODULE));
  return new Promise((done) => canvas.toBlob(done, "image/png"));
}

/**
 * The symbol of a booking: its dark modules, and how wide it is with the light ones around it.
 *
 * @param {Booking} booking
 */
function symbolOf({ booking_id, revision }) {
  // level H can be read when almost a third of it is lost, as on a cracked screen or on folded paper
  const symbol = generate(`AP1${booking_id}${MARKS[(revision ?? NaN) % MARKS.length] ?? ""}`, { minCorrectionLevel: correction.H });
  const dark = [];
  for (let y = 0; y < symbol.size; y += 1) {
    for (let x = 0; x < symbol.size; x += 1) {
      if (symbol.get(x, y)) dark.push({ x: x + QUIET, y: y + QUIET });
    }
  }
  return { side: symbol.size + 2 * QUIET, dark };
}
