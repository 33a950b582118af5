// What programs say themselves of their election: they word it freely, so a sentence counts only as a whole, and only where no other
// system's election speaks (raft, Consul, Redis, Kafka, ZooKeeper, Vault, Patroni).

import type { Found } from './client-go-lines.ts';
import { textOf } from './fields.ts';
import type { LogEventKind } from './log-event.ts';
import type { Payload } from './payload.ts';

const PART = String.raw`\w(?:[\w.-]{0,252}\w)?`;
const LEASE = `(?<lease>(?:${PART}/)?${PART})`;
const ID = String.raw`["'\[(<]?(?<id>(?!(?:elected|detected|observed|is|was|has|been|id|identity|as|the|a)\b["'\s:=]?)[\w.:@-]{0,252}\w)["'\])>]?`;
/** Up to three words of the program's own before the sentence: `sweeper`, `controller-manager:`, `Successfully`. */
/** Words that turn a sentence about: it speaks of what is wanted, refused or over. */
const TURNS =
  'to|trying|attempting|waiting|wait|wants?|until|when|while|if|once|unless|not|never|cannot|failed|unable|will|would|should|must|may|could|before|after|was|were|due|because|without|on|error|new|newly';
const LEAD = String.raw`(?:(?!(?:${TURNS})\b)[\w./()\[\]"'-]{1,80}:? ){0,3}`;
/** Where a sentence may end: nothing more, a clause of its own, or what it was won for. */
const END = String.raw`(?=\W*$|\s*[,;:(\[{=]|\s+-|\s+(?:for|of|on|in|at|to|with|as|by|lease|lock|id|and|now|due|because|after|again|"|'))`;

interface Rule {
  readonly event: LogEventKind;
  readonly pattern: RegExp;
}

function rule(event: LogEventKind, source: string): Rule {
  return { event, pattern: new RegExp(`^${source}`, 'i') };
}

const RULES: readonly Rule[] = [
  // cmd, KCM, scheduler, kubebuilder's main, istio, rke2: the elector's end
  rule('lost', `(?:.{0,80}[\\s:"'])?leader ?election (?:lock )?lost(?:(?: for|:| on)? ["']?${LEASE}["']?)?\\W*$`),
  rule('lost', `(?:.{0,40}\\s)?leader ?election lost${END}`),
  rule('lost', `leader election cycle \\d{1,9} lost\\b`),
  rule('lost', `(?:migration )?leader ?election lost$`),
  rule('acquired', `leader election lock obtained(?:: ${LEASE})?`),
  rule('lost', `leader lost(?:: ${ID})?\\W*$`),
  rule('acquired', `["']?(?<id>[\\w.-]{1,253})["']? has started leading "?(?<lease>${PART})"?`),
  rule('lost', `["']?(?<id>[\\w.-]{1,253})["']? has stopped leading "?(?<lease>${PART})"?`),
  rule('attempting', `"?(?<lease>${PART})"? will run in leader-elected mode with id ${ID}`),
  rule(
    'attempting',
    `beginning cluster membership, namespace \\[(?<ns>${PART})\\], lock name \\[(?<lease>${PART})\\], id \\[(?<id>[^\\]]{1,253})\\]`,
  ),
  rule('lost', `onstoppedleading(?: called)?\\b(?:, shutting down)?(?:: ${ID})?`),
  rule('acquired', `onstartedleading(?: called)?\\b(?:: ${ID})?`),
  // who leads
  rule(
    'observed-new-leader',
    `(?:the |a )?(?:new|current) leader(?: has been| was| is| got)?(?: now)?(?: elected| detected| observed)?(?: is)?(?:,? (?:id(?:entity)?|leader))?\\s?[:=-]?\\s{0,2}${ID}\\W*$`,
  ),
  rule(
    'observed-new-leader',
    `(?:new leader (?:elected|detected|observed)|(?:observed|observing|detected|elected|found)(?: an?)? (?:new )?leader|leader (?:re-?election complete|changed|elected|is))(?:(?: to| as)?[:=]?\\s{0,2}${ID})?(?:\\W*$|[ ,;])`,
  ),
  rule('observed-new-leader', `node \\[(?<id>[^\\]]{1,253})\\] is assuming leadership\\b`),
  rule('acquired', `this (?:node|pod|instance|replica) is assuming leadership\\b`),
  rule(
    'observed-new-leader',
    `(?!(?:i|we|this|it|pod|node|instance|replica|who|current|currently|now|that|what|it's)\\b)(?:the )?${ID} is (?:now )?(?:the )?(?:new |current |elected )?leader\\W*$`,
  ),
  rule('observed-new-leader', `(?:${LEAD})?(?:the )?current leader(?: is|:) ${ID}\\W*$`),
  rule(
    'observed-new-leader',
    `(?:leader(?:ship)? is held by|another (?:instance|pod|replica) is (?:the )?leader[:,]?) ${ID}\\W*$`,
  ),
  // gained
  rule(
    'acquired',
    `(?:i am|i'm|we are|this (?:node|pod|instance|replica|process) is) (?:now )?(?:the )?(?:new |elected )?leader(?: now)?(?:[:=] ${ID})?${END}`,
  ),
  rule(
    'acquired',
    `${LEAD}(?:became|become|(?:has|have) become|(?:successfully )?elected(?: as)?|promoted to) (?:a |the )?(?:new )?leader${END}`,
  ),
  rule('acquired', `${LEAD}(?:started|start) leading${END}`),
  rule(
    'acquired',
    `${LEAD}(?:acquired|obtained|gained|got|won|taking|took|assumed|assuming|granted) (?:the )?(?:leader ?ship|leader(?:ship)? (?:lock|lease|election)|election)${END}`,
  ),
  rule(
    'acquired',
    `${LEAD}(?:leadership|leader election|election) (?:acquired|obtained|gained|won|granted|taken)${END}`,
  ),
  rule('acquired', `(?:now|is now) (?:the )?lead(?:er|ing)${END}`),
  // gone
  rule(
    'lost',
    `${LEAD}(?:lost|losing) (?:the )?(?:leader ?ship|leader(?:ship)? (?:lock|lease|election|status)|leader|lease)${END}`,
  ),
  rule('lost', `${LEAD}(?:leadership|leader lease|lease|leader election lease) (?:was |has been |is )?lost${END}`),
  rule('lost', `${LEAD}(?:stopped|stopping|stop) leading${END}`),
  rule('lost', `${LEAD}no longer (?:the |a )?(?:leader|leading)${END}`),
  rule('lost', `${LEAD}(?:no more|not any ?more) (?:the )?leader${END}`),
  rule(
    'released',
    `${LEAD}(?:released|relinquished|gave up|given up|yielded|resigned(?: from)?|stepped down from) (?:the )?(?:leader ?ship|leader(?:ship)? (?:lock|lease)|lease)${END}`,
  ),
  rule(
    'released',
    `${LEAD}(?:leadership|leader lease|leader lock|lease) (?:was |has been )?(?:released|relinquished)${END}`,
  ),
  rule('released', `${LEAD}(?:stepping|stepped) down (?:as|from being) (?:the )?leader${END}`),
  rule(
    'released',
    `${LEAD}(?:releasing|relinquishing|resigning|giving up|yielding) (?:the )?(?:leader ?ship|leader(?:ship)? (?:lock|lease))${END}`,
  ),
  // tried
  rule(
    'attempting',
    `${LEAD}(?:trying|attempting|attempt|waiting|campaigning|competing|racing|want|going) (?:to (?:become|be|be elected(?: as)?|acquire|obtain|get|gain|win)|for) (?:the |a )?(?:leader ?ship|leader(?:ship)? (?:lock|lease|status|election)|leader election lock|leader|election)${END}`,
  ),
  rule(
    'attempting',
    `(?:i am |i'm |we are |this (?:pod|node|instance|replica) is )?not (?:the |a )?leader(?:[.,;:]? (?:waiting|standing by|retrying|will retry)\\b|\\W*$)`,
  ),
  rule(
    'attempting',
    `(?:starting|started|running|joining|entering|begin(?:ning)?|participating in|initiating|trying) (?:the )?leader[ -]?election(?: (?:loop|process|client|campaign))?(?:\\W*$|${END})`,
  ),
  rule(
    'attempting',
    `${LEAD}(?:failed|unable|could not|couldn't) (?:to )?(?:acquire|obtain|gain|become) (?:the )?(?:leader ?ship|leader(?:ship)? (?:lock|lease)|leader)${END}`,
  ),
];

/** Other systems that elect: their names, their words, and the shapes of their lines. */
const FOREIGN =
  /\b(?:raft|consul|nomad|serf|zookeeper|zk|kafka|kraft|redis|sentinel|patroni|vault|etcd|etcdserver|swarm(?:kit)?|mongod?b?|elasticsearch|cassandra|cockroach|nats|jetstream|rabbitmq|tikv|hazelcast|memberlist|gossip|isr|quorum|postgres(?:ql)?|bootstrap-leader|pg_ctl|keepalived|vrrp|corosync|pacemaker|orleans|akka|pekko|ceph mon|mon\.\w)\b|\b(?:at|in|for|with|new|current) (?:term|epoch|view)\b|\b(?:term|epoch|zxid|ballot)\s?[:=]?\s?\d|\bpartition\b|\[[A-Z]+\]\s{1,4}(?:agent|core|storage|nomad|consul|server)\b|\b[0-9a-f]{12,16} (?:became|elected)|^\[Controller id|\bpayload=/i;
/** A sentence is short: longer ones are prose that only mentions an election. */
const LONGEST = 400;

/** What a program says of its own election; null where it says nothing, or another system's election speaks. */
export function programEvent(payload: Payload, program: string | null): Found | null {
  const text = sentence(payload.message);
  if (text === '' || text.length > LONGEST) return null;
  for (const { event, pattern } of RULES) {
    const groups = pattern.exec(text);
    if (groups === null) continue;
    const { id, lease, ns } = groups.groups ?? {};
    if (isForeign(payload, program, text, [id, lease])) return null;
    return {
      event,
      lease: lease === undefined ? null : ns === undefined ? lease : `${ns}/${lease}`,
      identity: id ?? null,
    };
  }
  return null;
}

/** A message as one sentence: without marks around it and blanks in excess. */
function sentence(message: string): string {
  return message
    .replace(/\\n/g, ' ')
    .replace(/\s{2,}|[\t\n\r]/g, ' ')
    .replace(/^[\s"'*=>-]{1,8}/, '')
    .trimEnd();
}

/** Names in the line are no evidence: a candidate may be called `redis-operator-0`. */
function isForeign(
  payload: Payload,
  program: string | null,
  text: string,
  named: readonly (string | undefined)[],
): boolean {
  let rest = text;
  for (const name of named) if (name !== undefined) rest = rest.replace(name, ' ');
  const about = [
    payload.caller,
    textOf(payload.fields, 'logger', 'module', 'component', 'subsystem', 'scope'),
    program,
  ];
  const term = ['term', 'epoch', 'raft', 'payload', 'member-id', 'local-member-id'].some((key) =>
    Object.hasOwn(payload.fields, key),
  );
  return term || FOREIGN.test(rest) || about.some((word) => word != null && FOREIGN.test(word));
}
