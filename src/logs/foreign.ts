// Other systems that elect: raft, Consul, Redis, Kafka, ZooKeeper, Vault, Patroni and more use the same words for what is no Lease.

import { textOf } from './fields.ts';
import type { Payload } from './payload.ts';

/** Their names, which stand in a logger, a program's name or the sentence. */
const NAMES =
  /(?:^|[^a-z])(?:raft|consul|nomad|serf|zookeeper|zk|kafka|kraft|redis|sentinel|patroni|vault|etcd|etcdserver|swarm(?:kit)?|mongod?b?|elasticsearch|cassandra|cockroach|nats|jetstream|rabbitmq|tikv|hazelcast|memberlist|gossip|postgres(?:ql)?|pg_ctl|keepalived|vrrp|corosync|pacemaker|orleans|akka|pekko|curator|infinispan|jgroups|dgraph|ignite|clickhouse|keeper|dapr|placement|quorum|isr|dhcp\w*|dhclient|networkd|networkmanager)(?![a-z-])/i;
/** Their words: terms, epochs and partitions are of consensus protocols and brokers, and so are members told by a hash. */
const WORDS =
  /\b(?:at|in|for|with|new|current) (?:term|epoch|view)\b|\b(?:term|epoch|zxid|ballot)\s?[:=]?\s?\d|\bpartitions?\b|\b(?:cluster|metadata|shard|group|broker) leader(?:ship)?\b|^cluster leadership\b|\b[0-9a-f]{12,16} (?:became|elected|is)|^\[Controller id|\bpayload=|\bpeers?\b|\bvotes?\b|\bfollowers?\b|\bmon\.\w/i;
/** HashiCorp's logger: `[INFO]  agent.server: …`. */
const HASHICORP = /\[[A-Z]{4,5}\]\s{1,4}(?:agent|core|storage|nomad|consul|server)\b/;
const FIELDS = [
  'term',
  'epoch',
  'raft',
  'payload',
  'member-id',
  'local-member-id',
  '@module',
  'zxid',
  'partition',
  'topic',
];
/** No candidate of client-go is called by an address and port. */
const ADDRESS = /^(?:\d{1,3}(?:\.\d{1,3}){3}(?::\d+)?|[\w.-]+:\d{2,5})$/;

/**
 * Whether an election that the sentence tells of is another system's.
 *
 * @param named what the sentence names as leader or lease: a candidate may be called `redis-operator-0`, so names prove nothing.
 */
export function isForeign(
  payload: Payload,
  program: string | null,
  sentence: string,
  named: readonly (string | undefined)[],
): boolean {
  let rest = sentence;
  for (const name of named) if (name !== undefined) rest = rest.replace(name, ' ');
  if (named.some((name) => name !== undefined && ADDRESS.test(name))) return true;
  if (FIELDS.some((key) => Object.hasOwn(payload.fields, key))) return true;
  if (NAMES.test(rest) || WORDS.test(rest) || HASHICORP.test(rest)) return true;
  const where = ['logger', 'module', 'component', 'subsystem', 'scope'].map((key) => textOf(payload.fields, key));
  return [payload.caller, program, ...where].some((word) => word !== null && NAMES.test(word));
}
