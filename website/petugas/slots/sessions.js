// The sessions that quotas are of.

/** The usual sessions of an office, in the order of the day. */
export const SESSIONS = ["morning", "afternoon"];

/** What the quotas of the lanes at the door are called among the sessions. */
export const LANES_OF_THE_DOOR = ["walk_in_bap", "walk_in_priority", "walk_in_express"];
