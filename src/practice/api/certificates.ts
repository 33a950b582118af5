// The practice cluster's own certificate authority and its server certificate, made anew at each start and kept in memory.

import { createPrivateKey, generateKeyPairSync, type KeyObject, randomBytes, sign } from 'node:crypto';
import * as asn1 from 'asn1js';

export interface ServerIdentity {
  /** PEM of the authority, for kubeconfigs. */
  readonly ca: string;
  readonly certificate: string;
  readonly key: string;
}

const ECDSA_WITH_SHA256 = '1.2.840.10045.4.3.2';
const COMMON_NAME = '2.5.4.3';
const BASIC_CONSTRAINTS = '2.5.29.19';
const KEY_USAGE = '2.5.29.15';
const SUBJECT_ALTERNATIVE_NAME = '2.5.29.17';
const EXTENDED_KEY_USAGE = '2.5.29.37';
const SERVER_AUTH = '1.3.6.1.5.5.7.3.1';
const DAY_MS = 86_400_000;

interface Certified {
  readonly subject: string;
  readonly publicKey: KeyObject;
  readonly extensions: readonly asn1.Sequence[];
}

/**
 * An authority and a certificate for 127.0.0.1 and localhost, signed by it, valid for a day on both sides of now: nobody's clock
 * is that wrong, and nobody keeps them longer.
 * @param now milliseconds since 1970
 */
export function makeServerIdentity(now: number): ServerIdentity {
  const authority = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const server = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const issuer = { subject: 'b7le practice', key: authority.privateKey };
  // bits 5 and 6: keyCertSign and cRLSign; bits 0: digitalSignature
  const ca = certificate(now, issuer, {
    subject: issuer.subject,
    publicKey: authority.publicKey,
    extensions: [
      extension(BASIC_CONSTRAINTS, new asn1.Sequence({ value: [new asn1.Boolean({ value: true })] }), true),
      extension(KEY_USAGE, bits(0b0000_0110, 1), true),
    ],
  });
  const own = certificate(now, issuer, {
    subject: 'b7le practice server',
    publicKey: server.publicKey,
    extensions: [
      extension(KEY_USAGE, bits(0b1000_0000, 7), true),
      extension(
        EXTENDED_KEY_USAGE,
        new asn1.Sequence({ value: [new asn1.ObjectIdentifier({ value: SERVER_AUTH })] }),
        false,
      ),
      extension(
        SUBJECT_ALTERNATIVE_NAME,
        new asn1.Sequence({
          value: [tagged(2, Buffer.from('localhost')), tagged(7, Buffer.from([127, 0, 0, 1]))],
        }),
        false,
      ),
    ],
  });
  return { ca, certificate: own, key: server.privateKey.export({ type: 'pkcs8', format: 'pem' }).toString() };
}

/** RFC 5280, 4.1: the part that is signed, the algorithm, and the signature. */
function certificate(now: number, issuer: { subject: string; key: KeyObject }, of: Certified): string {
  const algorithm = () => new asn1.Sequence({ value: [new asn1.ObjectIdentifier({ value: ECDSA_WITH_SHA256 })] });
  const publicKey = asn1.fromBER(exact(of.publicKey.export({ type: 'spki', format: 'der' }))).result;
  const body = new asn1.Sequence({
    value: [
      new asn1.Constructed({ idBlock: { tagClass: 3, tagNumber: 0 }, value: [new asn1.Integer({ value: 2 })] }),
      serialNumber(),
      algorithm(),
      named(issuer.subject),
      new asn1.Sequence({
        value: [
          new asn1.UTCTime({ valueDate: new Date(now - DAY_MS) }),
          new asn1.UTCTime({ valueDate: new Date(now + DAY_MS) }),
        ],
      }),
      named(of.subject),
      publicKey,
      new asn1.Constructed({
        idBlock: { tagClass: 3, tagNumber: 3 },
        value: [new asn1.Sequence({ value: [...of.extensions] })],
      }),
    ],
  });
  const signature = sign('sha256', Buffer.from(body.toBER()), createPrivateKey(issuer.key.export(PEM)));
  const whole = new asn1.Sequence({
    value: [body, algorithm(), new asn1.BitString({ valueHex: exact(signature) })],
  });
  const lines =
    Buffer.from(whole.toBER())
      .toString('base64')
      .match(/.{1,64}/g) ?? [];
  return `-----BEGIN CERTIFICATE-----\n${lines.join('\n')}\n-----END CERTIFICATE-----\n`;
}

const PEM = { type: 'pkcs8', format: 'pem' } as const;

/** Positive, as RFC 5280 wants it: the first bit is never set. */
function serialNumber(): asn1.Integer {
  const bytes = randomBytes(16);
  bytes[0] = ((bytes[0] as number) & 0x7f) | 0x40;
  return new asn1.Integer({ valueHex: exact(bytes) });
}

function named(name: string): asn1.Sequence {
  const type = new asn1.ObjectIdentifier({ value: COMMON_NAME });
  const pair = new asn1.Sequence({ value: [type, new asn1.Utf8String({ value: name })] });
  return new asn1.Sequence({ value: [new asn1.Set({ value: [pair] })] });
}

function extension(id: string, value: asn1.Sequence | asn1.BitString, critical: boolean): asn1.Sequence {
  return new asn1.Sequence({
    value: [
      new asn1.ObjectIdentifier({ value: id }),
      ...(critical ? [new asn1.Boolean({ value: true })] : []),
      new asn1.OctetString({ valueHex: value.toBER() }),
    ],
  });
}

function bits(byte: number, unusedBits: number): asn1.BitString {
  return new asn1.BitString({ valueHex: new Uint8Array([byte]).buffer, unusedBits });
}

function tagged(tagNumber: number, bytes: Buffer): asn1.Primitive {
  return new asn1.Primitive({ idBlock: { tagClass: 3, tagNumber }, valueHex: exact(bytes) });
}

/** A buffer of exactly these bytes: Node's may be a window into a larger one. */
function exact(bytes: Buffer): ArrayBuffer {
  return new Uint8Array(bytes).buffer;
}
