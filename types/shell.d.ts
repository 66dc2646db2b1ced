/** What the site consists of: put before the service worker where it is served. */
declare const SHELL: { version: string; files: Record<string, string> };
