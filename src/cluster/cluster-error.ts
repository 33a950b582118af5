// The one error that leaves this room: why the cluster could not be asked, in a sentence a person can act on.

import type { Gap } from '../election/observation.ts';

export type ClusterErrorReason =
  | 'bad-kubeconfig'
  | 'unreachable'
  | 'certificate'
  | 'unauthorized'
  | 'forbidden'
  | 'not-found'
  | 'timeout'
  | 'gone'
  | 'unsupported'
  | 'error';

export class ClusterError extends Error {
  readonly reason: ClusterErrorReason;
  /** What to do about it, null where nobody knows. */
  readonly hint: string | null;

  /** @param sentence one line, without a full stop, without credentials */
  constructor(reason: ClusterErrorReason, sentence: string, hint: string | null = null, cause?: unknown) {
    super(sentence, { cause });
    this.name = 'ClusterError';
    this.reason = reason;
    this.hint = hint;
  }
}

/** The reason as a gap tells it (contract 3). */
export function gapReasonOf({ reason }: ClusterError): Gap['reason'] {
  const told: Partial<Record<ClusterErrorReason, Gap['reason']>> = {
    forbidden: 'forbidden',
    'not-found': 'not-found',
    timeout: 'timeout',
    unreachable: 'unreachable',
    certificate: 'unreachable',
    unsupported: 'unsupported',
  };
  return told[reason] ?? 'error';
}

/** What was asked, for sentences such as `may not list leases in beskar7-system`. */
export interface Question {
  readonly verb: 'get' | 'list' | 'create' | 'update' | 'patch' | 'delete';
  readonly resource: string;
  readonly namespace: string | null;
  readonly name: string | null;
}

export function describeQuestion({ verb, resource, namespace, name }: Question): string {
  const what = name === null ? resource : `${resource}/${name}`;
  return `${verb} ${what}${namespace === null ? '' : ` in ${namespace}`}`;
}

/** Turns an answer other than 2xx into a ClusterError. The body may be a Status object, other JSON, text or nothing. */
export function errorOfAnswer(status: number, body: string, question: Question, server: string): ClusterError {
  const asked = describeQuestion(question);
  const message = messageOf(body);
  if (status === 401) {
    return new ClusterError(
      'unauthorized',
      `${server} does not know these credentials (401): the token is expired or wrong`,
      'log in again, or choose another --context',
    );
  }
  if (status === 403) {
    const user = /User "([^"]*)"/.exec(message)?.[1];
    const impersonation = /cannot impersonate\S* resource "([^"]+)"/.exec(message);
    if (impersonation)
      return new ClusterError('forbidden', `the caller may not impersonate (${impersonation[1]})`, null);
    return new ClusterError('forbidden', `${user ? `user "${user}"` : 'this user'} may not ${asked}`, null);
  }
  // a list of what is served is at worst empty, whatever namespace is asked for
  if (status === 404 && question.verb === 'list')
    return new ClusterError('unsupported', `the server serves no ${question.resource} (404)`, null);
  if (status === 404) return new ClusterError('not-found', `the server has no answer to ${asked} (404)`, null);
  if (status === 410) return new ClusterError('gone', `the list expired while it was read (${asked})`, null);
  return new ClusterError('error', `${server} answered ${status} to ${asked}${message ? `: ${message}` : ''}`, null);
}

/** What a Status, a page or plain text says, in one line. */
export function messageOf(body: string): string {
  let text = body;
  try {
    const parsed: unknown = JSON.parse(body);
    if (typeof parsed === 'object' && parsed !== null && 'message' in parsed) text = String(parsed.message);
  } catch {
    // not JSON: a proxy's page or the server's plain text
  }
  if (/^\s*</.test(text)) return '';
  return firstLine(text).slice(0, 300);
}

const CERTIFICATE = /^(CERT_|DEPTH_ZERO|SELF_SIGNED|UNABLE_TO_(VERIFY|GET)|ERR_TLS_CERT|HOSTNAME_MISMATCH|ERR_SSL_)/;
const CLIENT_PEM = /PEM|DECODER|ASN1|key values mismatch|bad base64/i;

/** Turns a broken connection or TLS failure into a ClusterError. */
export function errorOfConnection(error: unknown, server: string): ClusterError {
  if (error instanceof ClusterError) return error;
  const { code, message } = detailsOf(error);
  if (CERTIFICATE.test(code)) {
    const plain = code === 'ERR_SSL_WRONG_VERSION_NUMBER' || code === 'ERR_SSL_PACKET_LENGTH_TOO_LONG';
    return plain
      ? new ClusterError(
          'certificate',
          `${server} does not speak TLS`,
          'is the port right, or is it plain http://?',
          error,
        )
      : new ClusterError('certificate', `the certificate of ${server} is not trusted: ${message}`, null, error);
  }
  if (code.startsWith('ERR_OSSL') || CLIENT_PEM.test(message)) {
    return new ClusterError(
      'bad-kubeconfig',
      `a certificate or key in the kubeconfig cannot be read: ${message}`,
      null,
      error,
    );
  }
  const between = proxyIn(error, server);
  if (between !== null && (code === 'ECONNREFUSED' || code === 'ENOTFOUND')) {
    const sentence = `the proxy ${between} to ${server} is not there`;
    return new ClusterError('unreachable', sentence, 'proxy-url of the kubeconfig, or HTTPS_PROXY, names it', error);
  }
  const sentences: Record<string, string> = {
    ECONNREFUSED: `nothing listens on ${server}`,
    ENOTFOUND: `no such host: ${server}`,
    EAI_AGAIN: `the name of ${server} cannot be looked up now`,
    EHOSTUNREACH: `no route to ${server}`,
    ENETUNREACH: `no network to ${server}`,
    ETIMEDOUT: `no answer from ${server}`,
    EPROTO: `${server} does not speak TLS as expected`,
  };
  const sentence = sentences[code] ?? `the connection to ${server} broke: ${message}`;
  return new ClusterError('unreachable', sentence, 'is the cluster up, and the VPN?', error);
}

/** Who was called in place of the server: null where it was the server itself, or where the error does not tell. */
function proxyIn(error: unknown, server: string): string | null {
  const { address, port, hostname } = error as { address?: string; port?: number; hostname?: string };
  if (!URL.canParse(server)) return null;
  const url = new URL(server);
  if (hostname !== undefined) return hostname === url.hostname.replace(/^\[|\]$/g, '') ? null : hostname;
  const own = Number(url.port || (url.protocol === 'http:' ? 80 : 443));
  return port === undefined || port === own ? null : `${address ?? ''}:${port}`;
}

function detailsOf(error: unknown): { code: string; message: string } {
  const { code, message, errors } = error as { code?: unknown; message?: unknown; errors?: unknown[] };
  if (Array.isArray(errors) && errors.length > 0) return detailsOf(errors[0]);
  return { code: typeof code === 'string' ? code : '', message: firstLine(String(message ?? error)) };
}

export function firstLine(text: string): string {
  return (text.trim().split('\n')[0] ?? '').trim();
}
