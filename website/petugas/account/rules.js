// Numbers of the service's rules that pages tell staff before the API or the pool is asked; tests/unit/test_website_rules.py
// compares both.

/** The fewest characters of a password of the staff: `PasswordPolicy` of the staff's pool in template.yaml. */
export const SHORTEST_PASSWORD = 12;
/** The most days of a list of quotas or of a closure: `MOST_VIEWED_DAYS` of `antrean.policy`. */
export const MOST_DAYS = 62;
/** The most characters of a reason: `LONGEST_REASON` of the same. */
export const LONGEST_REASON = 200;
/** The most seats of a session: `LARGEST_CAPACITY` of the same. */
export const LARGEST_CAPACITY = 10000;
/** How many hours after their letters people are called who have not answered: `CALL_AFTER` of the same. */
export const CALL_AFTER_HOURS = 48;
/** The largest share of a lane, and facilities of an office: `LARGEST_SHARE`, `MOST_FACILITIES`, `LONGEST_FACILITY` of the same. */
export const LARGEST_SHARE = 20;
export const MOST_FACILITIES = 12;
export const LONGEST_FACILITY = 60;
/** The most offices of a person of the staff: `MOST_OFFICES_OF_STAFF` of the same. */
export const MOST_OFFICES = 49;
/** A user name of the staff: the pattern of `username` in docs/openapi.json. */
export const USERNAME = /^[A-Za-z0-9][A-Za-z0-9.@_-]{2,127}$/;
/** The most characters of what an office tells of itself: `LONGEST_ADDRESS`, `LONGEST_OFFICE_PHONE` and `LONGEST_HOURS`. */
export const LONGEST_ADDRESS = 300;
export const LONGEST_OFFICE_PHONE = 30;
export const LONGEST_HOURS = 200;
/** The highest number of a counter: `MOST_COUNTERS`. */
export const MOST_COUNTERS = 99;
/** The most people who get numbers together without a booking: `MOST_APPLICANTS`. */
export const MOST_WALK_INS = 5;
/** How many minutes an arrival may be undone: `ARRIVAL_UNDO`. */
export const ARRIVAL_UNDO_MINUTES = 10;
/** The most days before a date that it opens: `NewReleaseRule.days` of docs/openapi.json. */
export const MOST_DAYS_AHEAD = 34;
