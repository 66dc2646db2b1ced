// Names that nobody else has.

/** 128 random bits in hexadecimal. crypto.randomUUID is the same; telephones of 2021 lack it. */
export function unique() {
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, "0")).join("");
}
