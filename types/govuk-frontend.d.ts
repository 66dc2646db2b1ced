/** What the website uses of GOV.UK Frontend's script, which comes without types. */
export class PasswordInput {
  /** Throws where the browser is not supported. */
  constructor(root: Element, config: { i18n: Record<string, string> });
}
