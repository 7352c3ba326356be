// Firmware in lines of hexadecimal digits, as programmers read it: Intel HEX and Motorola's S-records.
import { hexDigit, hexPair, NO_BYTES } from './bytes.ts';
import { NOTHING, type Notation, type Written, withGap, written } from './listed.ts';

/** The digits of a byte, and of the longest record. */
const WIDTH = 2;
const LONGEST = 2 * 260;

/**
 * One record: [data, end) are the digits of its bytes. What follows is the checksum, and then the line's end.
 *
 *     :10010000214601360121470136007EFE09D2190140         size, address, type 00, data, checksum
 *     S11F00007C0802A6900100049421FFF07C6C1B787C8C23783C6000003863000026         type, size, address, data, checksum
 */
interface Record {
  readonly data: number;
  readonly end: number;
}

/** What was asked about last: the digits of its line begin at `start`. In a row of anchors alone, each of them would read all of it. */
let latest: { bytes: Uint8Array; at: number; start: number; record: Record | null } = {
  bytes: NO_BYTES,
  at: -1,
  start: 0,
  record: null,
};

/** Bytes of records, from one to the next. */
export const records: Notation = {
  isUneven: true,

  at(bytes, start) {
    const record = recordAt(bytes, start);
    return record && (start - record.data) % WIDTH === 0 ? unitAt(bytes, start) : NOTHING;
  },

  next(bytes, from) {
    if (recordAt(bytes, from)) return unitAt(bytes, from);
    const record = recordAt(bytes, from - WIDTH);
    let start = from + WIDTH;
    if (!record || bytes[bytes[start] === 0x0d ? ++start : start] !== 0x0a) return NOTHING;
    const next = recordIn(bytes, start + 1);
    return next ? withGap(unitAt(bytes, next.data), next.data - from) : NOTHING;
  },

  previous(bytes, to) {
    if (recordAt(bytes, to - WIDTH)) return unitAt(bytes, to - WIDTH);
    let end = to;
    while (end > to - LONGEST && bytes[end - 1] !== 0x0a) end--;
    end -= bytes[end - 2] === 0x0d ? 2 : 1;
    const before = recordAt(bytes, end - 2 * WIDTH);
    return before && before.end === end - WIDTH ? withGap(unitAt(bytes, before.end - WIDTH), to - before.end) : NOTHING;
  },
};

/** The record among whose data `at` lies. */
function recordAt(bytes: Uint8Array, at: number): Record | null {
  if (latest.bytes !== bytes) latest = { bytes, at: -1, start: 0, record: null };
  if (!isIn(latest.record, at)) {
    let start = at;
    while (start > 0 && start !== latest.at && at - start < LONGEST && hexDigit(bytes[start - 1] ?? 0) >= 0) start--;
    if (start === latest.at) start = latest.start;
    // `S1`, of which the second is a digit too.
    latest = { bytes, at, start, record: recordIn(bytes, start - 1) };
  }
  return isIn(latest.record, at) ? latest.record : null;
}

function isIn(record: Record | null, at: number): boolean {
  return record !== null && at >= record.data && at < record.end;
}

/** The record of data that is the line which begins at `start`. */
function recordIn(bytes: Uint8Array, start: number): Record | null {
  if (start > 0 && bytes[start - 1] !== 0x0a) return null;
  const kind = (bytes[start + 1] ?? 0) - 0x30;
  const isMotorola = bytes[start] === 0x53 && kind >= 1 && kind <= 3;
  if (!isMotorola && (bytes[start] !== 0x3a || hexPair(bytes, start + 7) !== 0)) return null;
  const size = hexPair(bytes, start + (isMotorola ? 2 : 1));
  const data = start + (isMotorola ? 6 + 2 * kind : 9);
  const end = isMotorola ? start + 4 + WIDTH * (size - 1) : data + WIDTH * size;
  return size > 0 && end > data && hexPair(bytes, end) >= 0 && hexDigit(bytes[end + WIDTH] ?? 0) < 0
    ? { data, end }
    : null;
}

function unitAt(bytes: Uint8Array, start: number): Written {
  const code = hexPair(bytes, start);
  return code < 0 ? NOTHING : written(code, WIDTH);
}
