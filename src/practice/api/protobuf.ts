// kubectl's typed clients send some objects as protobuf only: the few that they send to create something or to ask about rights.

import { PbfReader } from 'pbf';

/** How a message's field is read, by its number: a name with the kind of value. */
type Fields = Readonly<Record<number, readonly [name: string, type: Shape]>>;
/** A list in brackets holds messages. */
type Shape = 'text' | 'number' | 'texts' | 'map' | Fields | readonly [Fields];

const META: Fields = {
  1: ['name', 'text'],
  2: ['generateName', 'text'],
  3: ['namespace', 'text'],
  11: ['labels', 'map'],
  12: ['annotations', 'map'],
};
const RESOURCE_ATTRIBUTES: Fields = {
  1: ['namespace', 'text'],
  2: ['verb', 'text'],
  3: ['group', 'text'],
  4: ['version', 'text'],
  5: ['resource', 'text'],
  6: ['subresource', 'text'],
  7: ['name', 'text'],
};
const PATH_ATTRIBUTES: Fields = { 1: ['path', 'text'], 2: ['verb', 'text'] };
const SELF: Fields = {
  1: ['resourceAttributes', RESOURCE_ATTRIBUTES],
  2: ['nonResourceAttributes', PATH_ATTRIBUTES],
};
const SUBJECT: Fields = { ...SELF, 3: ['user', 'text'], 4: ['groups', 'texts'] };
const DELETE_OPTIONS: Fields = {
  1: ['gracePeriodSeconds', 'number'],
  2: ['preconditions', { 1: ['uid', 'text'], 2: ['resourceVersion', 'text'] }],
  4: ['propagationPolicy', 'text'],
  5: ['dryRun', 'texts'],
};
const RULE: Fields = {
  1: ['verbs', 'texts'],
  2: ['apiGroups', 'texts'],
  3: ['resources', 'texts'],
  4: ['resourceNames', 'texts'],
  5: ['nonResourceURLs', 'texts'],
};
const ROLE: Fields = { 1: ['metadata', META], 2: ['rules', [RULE]] };
const BINDING: Fields = {
  1: ['metadata', META],
  2: ['subjects', [{ 1: ['kind', 'text'], 2: ['apiGroup', 'text'], 3: ['name', 'text'], 4: ['namespace', 'text'] }]],
  3: ['roleRef', { 1: ['apiGroup', 'text'], 2: ['kind', 'text'], 3: ['name', 'text'] }],
};
/** As much of a container as `kubectl create deployment` fills in. */
const CONTAINER: Fields = {
  1: ['name', 'text'],
  2: ['image', 'text'],
  3: ['command', 'texts'],
  4: ['args', 'texts'],
  6: ['ports', [{ 1: ['name', 'text'], 3: ['containerPort', 'number'], 4: ['protocol', 'text'] }]],
};
const DEPLOYMENT: Fields = {
  1: ['replicas', 'number'],
  2: ['selector', { 1: ['matchLabels', 'map'] }],
  3: ['template', { 1: ['metadata', META], 2: ['spec', { 2: ['containers', [CONTAINER]] }] }],
};

/** Numbers as in the .proto files of k8s.io/api. */
const MESSAGES: Readonly<Record<string, Fields>> = {
  SelfSubjectAccessReview: { 1: ['metadata', META], 2: ['spec', SELF] },
  SubjectAccessReview: { 1: ['metadata', META], 2: ['spec', SUBJECT] },
  LocalSubjectAccessReview: { 1: ['metadata', META], 2: ['spec', SUBJECT] },
  SelfSubjectRulesReview: { 1: ['metadata', META], 2: ['spec', { 1: ['namespace', 'text'] }] },
  SelfSubjectReview: { 1: ['metadata', META] },
  Namespace: { 1: ['metadata', META] },
  ServiceAccount: { 1: ['metadata', META] },
  ConfigMap: { 1: ['metadata', META], 2: ['data', 'map'] },
  Role: ROLE,
  ClusterRole: ROLE,
  RoleBinding: BINDING,
  ClusterRoleBinding: BINDING,
  Deployment: { 1: ['metadata', META], 2: ['spec', DEPLOYMENT] },
  Eviction: { 1: ['metadata', META], 2: ['deleteOptions', DELETE_OPTIONS] },
  DeleteOptions: DELETE_OPTIONS,
};

const MAGIC = Buffer.from('k8s\0');
const ENVELOPE: Fields = {
  1: ['type', { 1: ['apiVersion', 'text'], 2: ['kind', 'text'] }],
  2: ['raw', 'text'],
  3: ['contentEncoding', 'text'],
  4: ['contentType', 'text'],
};

/** The object in an envelope of Kubernetes' protobuf, null for a kind that is not read here or for something else altogether. */
export function fromProtobuf(body: Buffer): Record<string, unknown> | null {
  if (!body.subarray(0, 4).equals(MAGIC)) return null;
  const inside = body.subarray(4);
  try {
    const { type } = message(new PbfReader(inside), ENVELOPE) as { type?: { apiVersion?: string; kind?: string } };
    const fields = MESSAGES[type?.kind ?? ''];
    return fields ? { ...type, ...message(new PbfReader(rawOf(inside)), fields) } : null;
  } catch {
    return null;
  }
}

/** Field 2 of the envelope: the object itself. */
function rawOf(envelope: Buffer): Uint8Array {
  return new PbfReader(envelope).readFields(
    (number, found: { raw: Uint8Array }, reader) => {
      if (number === 2) found.raw = reader.readBytes();
    },
    { raw: new Uint8Array() },
  ).raw;
}

function message(reader: PbfReader, fields: Fields, end?: number): Record<string, unknown> {
  const found: Record<string, unknown> = {};
  reader.readFields(
    (number) => {
      const [name, type] = fields[number] ?? [];
      if (name === undefined || type === undefined) {
        refuseUnlessZero(reader);
        return;
      }
      const before = found[name];
      if (type === 'text') {
        // Go writes empty texts too; as JSON the same object has no such field
        const text = reader.readString();
        if (text !== '') found[name] = text;
      } else if (type === 'number') found[name] = reader.readVarint(true);
      else if (type === 'texts') found[name] = [...((before as string[] | undefined) ?? []), reader.readString()];
      else if (type === 'map') found[name] = { ...(before as object), ...entry(reader) };
      else if (isList(type)) found[name] = [...((before as object[] | undefined) ?? []), inner(reader, type[0])];
      else found[name] = inner(reader, type);
    },
    found,
    end,
  );
  return found;
}

/** A field that is not read here may hold nothing: to pass over what it says would be a wrong success. */
function refuseUnlessZero(reader: PbfReader): void {
  const zero = reader.type === 0 ? reader.readVarint() === 0 : reader.type === 2 && isZero(reader.readBytes());
  if (!zero) throw new Error('a field that the practice cluster does not read');
}

/** Go's protobuf writes texts that are empty, and numbers that are 0, also inside of messages. */
function isZero(bytes: Uint8Array): boolean {
  try {
    message(new PbfReader(bytes), {});
    return true;
  } catch {
    return false;
  }
}

function isList(type: Shape): type is readonly [Fields] {
  return Array.isArray(type);
}

function inner(reader: PbfReader, fields: Fields): Record<string, unknown> {
  return message(reader, fields, reader.readVarint() + reader.pos);
}

function entry(reader: PbfReader): Record<string, string> {
  const { key, value } = inner(reader, { 1: ['key', 'text'], 2: ['value', 'text'] });
  return { [String(key ?? '')]: String(value ?? '') };
}
