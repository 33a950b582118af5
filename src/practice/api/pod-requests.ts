// What is asked of a pod through the API server: its logs, its pages, its eviction.

import type { ServerResponse } from 'node:http';
import type { Clock } from '../../elector/clock.ts';
import type { KubeObject } from '../objects/object.ts';
import type { ContainerLog, LogLine, PodBackend } from '../world/pod-backend.ts';
import { sendText } from './answers.ts';
import { badRequest, internal, invalid, unavailable } from './status.ts';

interface PodShape {
  readonly spec?: { readonly containers?: readonly { readonly name: string; readonly ports?: readonly Port[] }[] };
  readonly status?: { readonly containerStatuses?: readonly { readonly name: string; readonly state?: State }[] };
}

interface Port {
  readonly containerPort: number;
  readonly name?: string;
}

interface State {
  readonly waiting?: { readonly reason?: string };
}

/** Answers `pods/log`. @throws ApiError where there is no such log, or the options make no sense */
export function sendLog(
  response: ServerResponse,
  pod: KubeObject,
  query: URLSearchParams,
  pods: PodBackend,
  clock: Clock,
): void {
  const options = logOptions(pod, query, clock);
  const container = containerOf(pod, query.get('container'));
  const previous = options.previous;
  const log = pods.log(pod.metadata.uid, container, previous);
  if (!log) throw previous ? noPrevious(pod, container) : waiting(pod, container);
  const line = ({ at, text }: LogLine) => `${options.timestamps ? `${stamp(at)} ` : ''}${text}\n`;
  const wanted = chosen(log, options);
  if (!options.follow || !log.open) {
    const text = Buffer.from(wanted.map(line).join(''));
    sendText(response, 200, text.subarray(0, options.limitBytes ?? text.length), 'text/plain');
    return;
  }
  response.writeHead(200, { 'content-type': 'text/plain' });
  response.flushHeaders();
  let left = options.limitBytes ?? Number.POSITIVE_INFINITY;
  const write = (each: LogLine) => {
    const bytes = Buffer.from(line(each));
    response.write(bytes.subarray(0, Math.min(left, bytes.length)));
    left -= bytes.length;
    if (left <= 0) response.end();
  };
  for (const each of wanted) if (left > 0) write(each);
  const stop = log.follow((next) => {
    if (!next) response.end();
    else if (left > 0 && next.at >= (options.since ?? next.at)) write(next);
  });
  response.once('close', stop);
}

interface LogOptions {
  readonly previous: boolean;
  readonly follow: boolean;
  readonly timestamps: boolean;
  readonly tailLines: number | null;
  readonly limitBytes: number | null;
  /** Lines from this instant on, milliseconds since 1970. */
  readonly since: number | null;
}

function logOptions({ metadata }: KubeObject, query: URLSearchParams, clock: Clock): LogOptions {
  const flag = (name: string) => ['true', '1'].includes(query.get(name) ?? '');
  const seconds = whole(query, 'sinceSeconds');
  const time = query.get('sinceTime');
  const wrong = (field: string, reason: 'FieldValueInvalid' | 'FieldValueForbidden', message: string) =>
    invalid({ group: '', resource: '', kind: 'PodLogOptions' }, metadata.name, [{ field, reason, message }]);
  if (time !== null && seconds !== null)
    throw wrong(
      '[]',
      'FieldValueForbidden',
      'Forbidden: at most one of `sinceTime` or `sinceSeconds` may be specified',
    );
  const tailLines = whole(query, 'tailLines');
  if (tailLines !== null && tailLines < 0)
    throw wrong('tailLines', 'FieldValueInvalid', `Invalid value: ${tailLines}: must be greater than or equal to 0`);
  const from = time === null ? null : Date.parse(time);
  if (Number.isNaN(from))
    throw badRequest(`parsing time "${time}" as "2006-01-02T15:04:05Z07:00": cannot parse "${time}" as "2006"`);
  return {
    previous: flag('previous'),
    follow: flag('follow'),
    timestamps: flag('timestamps'),
    tailLines,
    limitBytes: whole(query, 'limitBytes'),
    // the API server hands the kubelet whole seconds
    since: seconds === null ? from && Math.floor(from / 1000) * 1000 : clock.now() - seconds * 1000,
  };
}

function whole(query: URLSearchParams, name: string): number | null {
  const text = query.get(name);
  if (text === null) return null;
  if (!/^-?\d+$/.test(text)) throw badRequest(`strconv.ParseInt: parsing "${text}": invalid syntax`);
  return Number(text);
}

/** As the kubelet does: the last lines first, and of them those that are young enough. */
function chosen({ lines }: ContainerLog, { since, tailLines }: LogOptions): readonly LogLine[] {
  const last = tailLines === null ? lines : lines.slice(Math.max(0, lines.length - tailLines));
  return since === null ? last : last.filter(({ at }) => at >= since);
}

/** The kubelet's nine digits. */
function stamp(at: number): string {
  const micros = Math.round((at % 1) * 1000);
  return `${new Date(Math.floor(at)).toISOString().slice(0, -1)}${String(micros).padStart(3, '0')}000Z`;
}

function containerOf(pod: KubeObject, named: string | null): string {
  const names = ((pod as PodShape).spec?.containers ?? []).map(({ name }) => name);
  const { name } = pod.metadata;
  if (named) {
    if (!names.includes(named)) throw badRequest(`container ${named} is not valid for pod ${name}`);
    return named;
  }
  const usual = pod.metadata.annotations?.['kubectl.kubernetes.io/default-container'];
  if (names.length === 1 || (usual && names.includes(usual)))
    return names.length === 1 ? (names[0] as string) : (usual as string);
  throw badRequest(`a container name must be specified for pod ${name}, choose one of: [${names.join(' ')}]`);
}

function noPrevious({ metadata }: KubeObject, container: string) {
  return badRequest(`previous terminated container "${container}" in pod "${metadata.name}" not found`);
}

function waiting(pod: KubeObject, container: string) {
  const status = (pod as PodShape).status?.containerStatuses?.find(({ name }) => name === container);
  const reason = status?.state?.waiting?.reason ?? 'ContainerCreating';
  const why = reason.includes('BackOff') ? `trying and failing to pull image` : `waiting to start: ${reason}`;
  return badRequest(`container "${container}" in pod "${pod.metadata.name}" is ${why}`);
}

/** Where `pods/proxy` points: `NAME`, `NAME:PORT`, `SCHEME:NAME:PORT`; a port by number or name. */
export function proxyTarget(name: string): { scheme: string; pod: string; port: string | null } {
  const parts = name.split(':');
  if (parts.length === 3) return { scheme: parts[0] as string, pod: parts[1] as string, port: parts[2] || null };
  return { scheme: 'http', pod: parts[0] as string, port: parts[1] ?? null };
}

/** Answers `pods/proxy`. A pod that is cut off or frozen answers nothing at all, until the client goes. */
export function sendPage(
  response: ServerResponse,
  pod: KubeObject,
  target: { scheme: string; port: string | null; path: string; token: string | null; minor: number },
  pods: PodBackend,
): void {
  const port = portOf(pod, target.port);
  const address = `${(pod as { status?: { podIP?: string } }).status?.podIP ?? '10.244.0.2'}:${port}`;
  const answer = pods.page(pod.metadata.uid, port, target.path, target.token, target.scheme === 'https');
  const unreachable = target.minor < 35 ? internal : unavailable;
  const failed = (why: string) => unreachable(`error trying to reach service: ${why}`);
  if (answer === 'silent') return;
  if (answer === 'refused') throw failed(`dial tcp ${address}: connect: connection refused`);
  if (answer === 'plain') throw failed('tls: first record does not look like a TLS handshake');
  if (answer === 'tls') {
    sendText(response, 400, 'Client sent an HTTP request to an HTTPS server.\n');
    return;
  }
  sendText(response, answer.status, answer.body, answer.contentType);
}

function portOf(pod: KubeObject, asked: string | null): number {
  const ports = ((pod as PodShape).spec?.containers ?? []).flatMap((container) => container.ports ?? []);
  if (asked === null || asked === '') return ports[0]?.containerPort ?? 80;
  const named = ports.find(({ name }) => name === asked);
  return named?.containerPort ?? Number(asked);
}
