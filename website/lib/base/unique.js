// Random names, such as keys of requests. No two are the same.

/** 128 random bits in hexadecimal. Telephones of 2021 lack crypto.randomUUID. */
export function unique() {
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, "0")).join("");
}
