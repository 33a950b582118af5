// The stamps that the kubelet writes with `timestamps=true`: one before each line, and one inside a long line wherever the runtime cut it.

/** The shortest part that a runtime cuts a long line into; containerd's and docker's are 16 KiB. */
const SHORTEST_PART = 1024;
/** Parts end on a multiple of this: they are the runtime's buffers. */
const PART_STEP = 1024;
const ZERO = 0x30;
const NINE = 0x39;
/** `0` stands for any digit: RFC 3339 up to the seconds. */
const SHAPE = Uint8Array.from('0000-00-00T00:00:00', (sign) => sign.charCodeAt(0));
const FRACTION_MOST = 9;

/**
 * The end of a stamp and its blank that begin at `start` (RFC 3339 with up to nine digits, UTC or with an offset; Kubernetes
 * pkg/kubelet/kuberuntime/logs); -1 where none begins there.
 */
export function stampEnd(bytes: Uint8Array, start: number, end: number): number {
  let at = start;
  for (const sign of SHAPE) {
    const byte = bytes[at] as number;
    if (at >= end || (sign === ZERO ? !isDigit(byte) : byte !== sign)) return -1;
    at++;
  }
  if (bytes[at] === 0x2e) {
    const first = ++at;
    while (at < end && at - first < FRACTION_MOST && isDigit(bytes[at] as number)) at++;
  }
  at = zoneEnd(bytes, at);
  return at > 0 && at < end && bytes[at] === 0x20 ? at + 1 : -1;
}

function zoneEnd(bytes: Uint8Array, at: number): number {
  if (bytes[at] === 0x5a) return at + 1;
  const sign = bytes[at] === 0x2b || bytes[at] === 0x2d;
  const digits = [at + 1, at + 2, at + 4, at + 5].every((index) => isDigit(bytes[index] ?? 0));
  return sign && digits && bytes[at + 3] === 0x3a ? at + 6 : -1;
}

function isDigit(byte: number): boolean {
  return byte >= ZERO && byte <= NINE;
}

/** Whether a line may hold a stamp inside, by its length in bytes. */
export function mayBeCut(length: number): boolean {
  return length > SHORTEST_PART;
}

/**
 * A line without the stamps inside it. They stand where one part ends and the next begins: at a multiple of 1 KiB after the line's own
 * stamp, and then again at the same distance. A stamp anywhere else is the program's, and stays.
 *
 * @param text a line after its own stamp.
 * @returns the same bytes where nothing was to be taken out.
 */
export function withoutStamps(text: Uint8Array): Uint8Array {
  const [length, second] = firstCut(text);
  if (second < 0) return text;
  const joined = new Uint8Array(text.length);
  joined.set(text.subarray(0, length));
  let used = length;
  for (let start = second; ; ) {
    const cut = start + length;
    const next = cut < text.length ? stampEnd(text, cut, text.length) : -1;
    const part = text.subarray(start, next < 0 ? text.length : cut);
    joined.set(part, used);
    used += part.length;
    if (next < 0) return joined.subarray(0, used);
    start = next;
  }
}

function firstCut(text: Uint8Array): [length: number, end: number] {
  for (let at = SHORTEST_PART; at < text.length; at += PART_STEP) {
    const end = stampEnd(text, at, text.length);
    if (end >= 0) return [at, end];
  }
  return [0, -1];
}
