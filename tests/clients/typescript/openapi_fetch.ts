// A program that uses the client of openapi-typescript and openapi-fetch. tests/clients/test_typescript.py checks it.
import createClient from "openapi-fetch";
import type { components, paths } from "./schema";

const client = createClient<paths>({ baseUrl: "https://antrean.example/v1" });
const slot = { office_id: "bogor", date: "2026-12-08", session: "morning" };

export async function book(): Promise<string> {
  const { data, error } = await client.POST("/bookings", {
    params: { header: { "Idempotency-Key": "k" } },
    body: {
      ...slot,
      service: "new",
      applicants: [
        { relation: "self" },
        { relation: "child", full_name: "Dewi", nik: "3299015405150001", birth_date: "2015-05-14" },
      ],
    },
  });
  if (error) {
    const code: components["schemas"]["ProblemCode"] = error.code;
    return code === "slot_full" ? `${error.alternatives?.[0]?.office_id}` : error.detail;
  }
  return data.applicants.map((applicant) => applicant.queue_number).join(", ");
}

export async function changeQuota(): Promise<number> {
  const path = { office_id: "bogor", date: "2026-12-08", session: "morning" };
  const header = { "If-Match": '"3"' };
  const url = "/admin/offices/{office_id}/quotas/{date}/{session}";
  const { data } = await client.PUT(url, { params: { path, header }, body: { capacity: 60, reason: "Two more" } });
  await client.PUT(url, { params: { path, header }, body: { state: "closed", reason: "Flood" } });
  // @ts-expect-error - a capacity is a number
  await client.PUT(url, { params: { path, header }, body: { capacity: "60", reason: "Two more" } });
  // @ts-expect-error - a change has a reason
  await client.PUT(url, { params: { path, header }, body: { capacity: 60 } });
  // @ts-expect-error - a change needs the ETag that was read
  await client.PUT(url, { params: { path }, body: { capacity: 60, reason: "Two more" } });
  return data?.seats_left ?? 0;
}

export async function mistakes(): Promise<void> {
  const header = { "Idempotency-Key": "k" };
  // @ts-expect-error - no such service
  await client.POST("/bookings", { params: { header }, body: { ...slot, service: "visa", applicants: [] } });
  // @ts-expect-error - a booking needs its key
  await client.POST("/bookings", { body: { ...slot, service: "new", applicants: [{ relation: "self" }] } });
}
