// Numbers of the service's rules that pages tell people before the API is asked. The API decides by numbers of its own,
// whose places are named here; tests/unit/test_website_rules.py compares both.

/** The most members of a family in one booking: `MOST_FAMILY` of `antrean.policy`. */
export const MOST_FAMILY = 4;
/** The most people whom a booking ever lists, those who left it included: `MOST_LISTED_PEOPLE` of the same. */
export const MOST_LISTED = 10;
/** How many days before its day a booking can be changed at the latest: `Booking.closes_at` of the package. */
export const CLOSES_DAYS_BEFORE = 1;
/** How many hours an account may object before somebody may leave its booking: `OBJECTION_TIME` of `antrean.policy`. */
export const OBJECTION_HOURS = 24;
/** The most NIKs of others that an account may name, and in how many days: `MOST_OTHERS` and `OTHERS_WINDOW`. */
export const MOST_OTHERS = 8;
export const OTHERS_DAYS = 90;
/** Refusals for a NIK before bookings with family pause, and in how many hours: `MOST_REFUSALS` and `REFUSAL_WINDOW`. */
export const MOST_REFUSALS = 3;
export const REFUSAL_HOURS = 24;
/** Cancellations before bookings pause, in how many days, and for how many: `MOST_CANCELLATIONS` and what follows it. */
export const MOST_CANCELLATIONS = 3;
export const CANCELLATION_DAYS = 30;
export const PAUSE_DAYS = 7;
/** The most characters of an appeal, and the most digits of it and of a reason, so that no NIK stands there: `LONGEST_APPEAL`, `MOST_REASON_DIGITS`. */
export const LONGEST_APPEAL = 500;
export const MOST_REASON_DIGITS = 12;
/** Checks with the civil registry that an account may ask for on a day: `MOST_CHECKS` of `antrean.policy`. */
export const MOST_CHECKS = 3;
/** The most characters of a name: `full_name` in docs/openapi.json. */
export const LONGEST_NAME = 100;
/** The fewest characters of a password: `password` in docs/openapi.json, and `PasswordPolicy` in template.yaml. */
export const SHORTEST_PASSWORD = 10;
/** The most characters of a password: `password` in docs/openapi.json. */
export const LONGEST_PASSWORD = 128;
/** Characters that make no good password of a common word: `PASSWORD_PADDING` of `antrean.policy`. */
export const PASSWORD_PADDING = 4;
/** How many hours a mailed code is good: `CODE_LIFE` of the same. */
export const CODE_HOURS = 24;
/** The most characters of an address for mail: `email` in docs/openapi.json. */
export const LONGEST_EMAIL = 128;
/** The most digits of a name: `MOST_NAME_DIGITS` of `antrean.policy`. */
export const MOST_NAME_DIGITS = 5;
/** The most marks on a letter of a name: `MOST_MARKS` of `antrean.policy`. */
export const MOST_MARKS = 2;
/** The most members of a household: `MOST_HOUSEHOLD` of the same. */
export const MOST_HOUSEHOLD = 8;
/** How many days a closed account can be reopened: `CLOSING_UNDO` of the same. */
export const CLOSING_DAYS = 14;
/** How many days a change of the mail address can be undone: `ADDRESS_UNDO` of the same. */
export const ADDRESS_DAYS = 7;
/** How many minutes before its hour a place is told: `PLACE_TOLD` of the same. */
export const PLACE_TOLD_MINUTES = 60;
/** For how many minutes turns last where an office has chosen nothing else: `OPENING_WINDOW` of the same. */
export const WINDOW_MINUTES = 10;
/** The most minutes that turns last: `LONGEST_WINDOW` of the same. */
export const LONGEST_WINDOW = 60;
/** How many hours before its hour the hash of a seed is public: `SEED_PUBLISHED` of the same. */
export const HASH_HOURS = 72;
/** For how many days ahead quotas are published, today included: `PUBLISHED_DAYS` of the same. */
export const PUBLISHED_DAYS = 35;
/** How many hours of the day an offer of the waiting list can be answered: `ANSWER_TIME` of `antrean.policy`. */
export const ANSWER_HOURS = 6;
/** Offers after which an entry ends, declined and without an answer: `MOST_DECLINED` and `MOST_UNANSWERED` of the same. */
export const MOST_DECLINED = 3;
export const MOST_UNANSWERED = 2;
/** The version of the privacy notice at /privasi.html: the newest of `NOTICE_VERSIONS` of the same. */
export const NOTICE_VERSION = "2026-12-01";
