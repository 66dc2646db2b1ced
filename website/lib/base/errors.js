// The ways in which a page or a request can end otherwise than hoped.

/** An answer that says no: an RFC 9457 problem document of the API. Nothing was changed. */
export class Problem extends Error {
  /**
   * @param {number} status
   * @param {Record<string, any>} document
   */
  constructor(status, document) {
    super(document.detail);
    this.status = status;
    this.document = document;
    /** @type {string} */
    this.code = document.code;
  }
}

/** No answer: the line is down, or the service stayed busy. Nothing is known of what became of the request. */
export class Unreachable extends Error {
  /** @param {boolean} [busy] whether the service was there, with too much to do */
  constructor(busy = false) {
    super(busy ? "busy" : "unreachable");
    this.busy = busy;
  }
}

/** Nobody is logged in, or the login has ended: log in and come back. */
export class LoggedOut extends Error {}

/** Cognito said no; `code` is the name of its exception, such as "NotAuthorizedException". */
export class IdentityProblem extends Error {
  /** @param {string} code */
  constructor(code) {
    super(code);
    this.code = code;
  }
}

/** Thrown by a page that has nothing to ask yet, or no more: another page takes its place. */
export class Redirect extends Error {
  /** @param {string} path */
  constructor(path) {
    super(path);
    this.path = path;
  }
}
