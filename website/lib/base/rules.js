// Numbers of the service's rules that pages tell people before the API is asked. The API decides by numbers of its own,
// whose places are named here; tests/unit/test_website_rules.py compares both.

/** The most members of a family in one booking: `MOST_FAMILY` of `antrean.base.policy`. */
export const MOST_FAMILY = 4;
/** How many days before its day a booking can be changed at the latest: `Booking.closes_at` of the package. */
export const CLOSES_DAYS_BEFORE = 1;
/** The most characters of a name: `full_name` in docs/openapi.json. */
export const LONGEST_NAME = 100;
/** The fewest characters of a password: `password` in docs/openapi.json, and `PasswordPolicy` in template.yaml. */
export const SHORTEST_PASSWORD = 10;
/** The most characters of a password: `password` in docs/openapi.json. */
export const LONGEST_PASSWORD = 128;
/** The most characters of an address for mail: `email` in docs/openapi.json. */
export const LONGEST_EMAIL = 128;
/** The most digits of a name: `MOST_NAME_DIGITS` of `antrean.base.policy`. */
export const MOST_NAME_DIGITS = 5;
/** The most marks on a letter of a name: `MOST_MARKS` of `antrean.base.policy`. */
export const MOST_MARKS = 2;
