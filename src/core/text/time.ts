/** The `Date` of ECMAScript, without its clock. */
const ISO = /^\d{4}-\d\d-\d\d[T ]\d\d:\d\d/;
const ZONE = /(?:Z|[+-]\d\d:?\d\d)$/;

/**
 * Milliseconds since the epoch of an ISO 8601 time. One without a zone is read as UTC: the logs that leave it out mean
 * the machine they ran on, which nobody knows any more, and differences stay right.
 */
export function parseTime(text: string | undefined): number | undefined {
  if (text === undefined || !ISO.test(text)) return undefined;
  const time = Date.parse(ZONE.test(text) ? text : `${text}Z`);
  return Number.isFinite(time) ? time : undefined;
}
