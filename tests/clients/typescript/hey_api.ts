// A program that uses the client of @hey-api/openapi-ts. tests/clients/test_typescript.py checks it.
import { book, changeQuota, findSlots, listBookings } from "./hey";
import type { ProblemCode } from "./hey";

const slot = { office_id: "bogor", date: "2026-12-08", session: "morning" };
const headers = { "Idempotency-Key": "k" };

export async function journey(): Promise<string> {
  const found = await findSlots({ query: { people: 2, near: "-6.9,107.6" } });
  const { data, error } = await book({
    headers,
    body: {
      ...slot,
      date: found.data?.options[0]?.date ?? slot.date,
      service: "new",
      applicants: [
        { relation: "self" },
        { relation: "child", full_name: "Dewi", nik: "3299015405150001", birth_date: "2015-05-14" },
      ],
    },
  });
  if (error) {
    const code: ProblemCode = error.code;
    return code === "slot_full" ? `${error.alternatives?.[0]?.office_id}` : error.detail;
  }
  const mine = await listBookings();
  return `${data?.status} ${mine.data?.bookings.length}`;
}

export async function change(): Promise<number> {
  const path = { ...slot };
  const match = { "If-Match": '"3"' };
  const { data } = await changeQuota({ path, headers: match, body: { capacity: 60, reason: "Two more" } });
  // @ts-expect-error - a capacity is a number
  await changeQuota({ path, headers: match, body: { capacity: "60", reason: "Two more" } });
  // @ts-expect-error - a change has a reason
  await changeQuota({ path, headers: match, body: { capacity: 60 } });
  // @ts-expect-error - a change needs the ETag that was read
  await changeQuota({ path, body: { capacity: 60, reason: "Two more" } });
  // @ts-expect-error - no such service
  await book({ headers, body: { ...slot, service: "visa", applicants: [] } });
  return data?.seats_left ?? 0;
}
