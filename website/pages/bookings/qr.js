// The QR code of a booking. It is drawn on the device, and so is there at once and without a connection. It holds the same
// as the printed one: "AP1" and the booking's id, and nothing about the people.

import { correction, generate } from "/vendor/lean-qr.js";
import { html } from "/vendor/lit-html.js";
import { t } from "../../lib/words/texts.js";

/** Light modules around the symbol that readers need (ISO/IEC 18004). */
const QUIET = 4;

/** @param {string} booking_id */
export function qrCode(booking_id) {
  // level H can be read when almost a third of it is lost, as on a cracked screen or on folded paper
  const symbol = generate(`AP1${booking_id}`, { minCorrectionLevel: correction.H });
  const squares = [];
  for (let y = 0; y < symbol.size; y += 1) {
    for (let x = 0; x < symbol.size; x += 1) {
      if (symbol.get(x, y)) squares.push(`M${x + QUIET} ${y + QUIET}h1v1h-1z`);
    }
  }
  const side = symbol.size + 2 * QUIET;
  return html`
    <svg class="ap-qr" viewBox=${`0 0 ${side} ${side}`} role="img" aria-label=${t("ticket.qr")} shape-rendering="crispEdges">
      <rect width=${side} height=${side} fill="#fff" />
      <path d=${squares.join("")} fill="#000" />
    </svg>
  `;
}

/**
 * A booking's id in groups of four, as people read it out.
 *
 * @param {string} booking_id
 */
export function grouped(booking_id) {
  return booking_id.match(/.{1,4}/g)?.join(" ") ?? "";
}
