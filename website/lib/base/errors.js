// The errors with which a request or a page can end.

/** The API refused a request, with an RFC 9457 problem document. Nothing was changed. */
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

/** No answer came, because the line is down or the service stayed busy. The request may have been carried out or not. */
export class Unreachable extends Error {
  /** @param {boolean} [busy] whether the service was there, with too much to do */
  constructor(busy = false) {
    super(busy ? "busy" : "unreachable");
    this.busy = busy;
  }
}

/** Nobody is logged in, or the login has ended: the login page is shown, and then the page that asked. */
export class LoggedOut extends Error {}

/** Cognito refused a request; `code` is the name of its exception, such as "NotAuthorizedException". */
export class IdentityProblem extends Error {
  /** @param {string} code */
  constructor(code) {
    super(code);
    this.code = code;
  }
}

/** Thrown by a page that cannot be shown yet, or no longer: the page at `path` is shown in its place. */
export class Redirect extends Error {
  /** @param {string} path */
  constructor(path) {
    super(path);
    this.path = path;
  }
}
