// QR codes that are drawn on this device, so that what they say goes nowhere else: the secret of an authenticator app, and the
// code of a number that is given for another day.

import { correction, generate } from "/vendor/lean-qr.js";
import { html } from "/vendor/lit-html.js";

/** Light modules around the symbol that readers need (ISO/IEC 18004). */
const QUIET = 4;
const ISSUER = "Antrean Paspor";

/**
 * The address of a secret, as authenticator apps read it ("Key URI Format").
 *
 * @param {string} username
 * @param {string} secret in Base32
 */
export function secretAddress(username, secret) {
  const label = `${encodeURIComponent(ISSUER)}:${encodeURIComponent(username)}`;
  return `otpauth://totp/${label}?secret=${secret}&issuer=${encodeURIComponent(ISSUER)}`;
}

/**
 * @param {string} text
 * @param {string} label what it is, for who does not see it
 */
export function qrCode(text, label) {
  const symbol = generate(text, { minCorrectionLevel: correction.M });
  const side = symbol.size + 2 * QUIET;
  let squares = "";
  for (let y = 0; y < symbol.size; y += 1) {
    for (let x = 0; x < symbol.size; x += 1) {
      if (symbol.get(x, y)) squares += `M${x + QUIET} ${y + QUIET}h1v1h-1z`;
    }
  }
  return html`
    <svg class="st-qr" viewBox=${`0 0 ${side} ${side}`} role="img" aria-label=${label} shape-rendering="crispEdges">
      <rect width=${side} height=${side} fill="#fff" />
      <path d=${squares} fill="#000" />
    </svg>
  `;
}
