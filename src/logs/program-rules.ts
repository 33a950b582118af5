// The sentences in which programs tell of their own election: of client-go's callbacks, which every program words for itself.

import type { LogEventKind } from './log-event.ts';

export interface ProgramRule {
  readonly event: LogEventKind;
  /** Groups: `id` the leader or candidate, `lease` the lock. */
  readonly pattern: RegExp;
}

const PART = String.raw`\w(?:[\w.-]{0,252}\w)?`;
const LEASE = `(?<lease>(?:${PART}/)?${PART})`;
/** Words that stand where a name could. */
const NO_NAME =
  'elected|detected|observed|is|was|has|been|id|identity|as|the|an?|not|now|ready|unknown|none|nil|null|established|lost|gone|available|changed|starting|started|waiting|after|at|and|in|on|to|for|with|successfully';
const ID = String.raw`["'\[(<]?(?<id>(?!(?:${NO_NAME})\b["'\s:=,.]?)[\w.:@-]{0,252}\w)["'\])>]?`;
/** A name in free text, told from a word by what names have: a digit, a dash or an underscore. */
const NAME = String.raw`["'\[(<]?(?<id>(?=[\w.@-]{0,252}[\d_-])\w[\w.:@-]{0,251}\w)["'\])>]?`;
/** Words that turn a sentence about: it speaks of what is wanted, refused or over. */
const TURNS =
  'to|trying|attempting|waiting|wait|wants?|until|when|while|if|once|unless|not|never|cannot|failed|unable|will|would|should|must|may|could|before|after|was|were|due|because|without|on|error|new|newly|as|another|other';
/** Up to three words of the program's own before the sentence: `sweeper`, `controller-manager:`, `Successfully`. */
const LEAD = String.raw`(?:(?!(?:${TURNS})\b)[\w./()\[\]"'-]{1,80}[:;,]? ){0,3}`;
/** Where a sentence may end: nothing more, a clause of its own, or what it was won for. */
const END = String.raw`(?=\W*$|\s*[,;:(\[{=]|\s+-|\s+(?:for|of|on|in|at|to|with|as|by|lease|lock|id|and|now|due|because|after|again|"|'))`;
const LOCK = '(?:leadership|leader(?:ship)? (?:lock|lease|election|role|status)|leader election (?:lock|lease))';
const SELF = "(?:i am|i'm|we are|this (?:node|pod|instance|replica|process) is)";

function rule(event: LogEventKind, source: string): ProgramRule {
  return { event, pattern: new RegExp(`^${source}`, 'i') };
}

/** In order: the first that matches decides, so the narrower of two sentences stands first. */
export const PROGRAM_RULES: readonly ProgramRule[] = [
  // the end of an election as commands word it: controller manager, scheduler, kubebuilder's main, istio, rke2
  rule('lost', `(?:.{0,80}[\\s:"'])?leader ?election (?:lock )?lost(?:(?: for|:| on) ["']?${LEASE}["']?)?\\W*$`),
  rule('lost', `(?:.{0,40}\\s)?leader ?election lost(?: by ${NAME})?${END}`),
  rule('lost', `leader election cycle \\d{1,9} lost\\b`),
  rule('lost', `leader(?:ship)? lost: ${ID}\\W*$`),
  rule('lost', `${LEAD}leader lost(?:: ${ID})?\\W*$`),
  rule('lost', `lost master\\W*$`),
  rule('lost', `onstoppedleading(?: called)?\\b(?:, shutting down)?(?:: ${ID})?`),
  rule('acquired', `onstartedleading(?: called)?\\b(?:: ${ID})?`),
  rule('acquired', `leader election lock obtained(?:: ${LEASE})?`),
  rule('acquired', `["']?(?<id>[\\w.-]{1,253})["']? has started leading "?(?<lease>${PART})"?`),
  rule('lost', `["']?(?<id>[\\w.-]{1,253})["']? has stopped leading "?(?<lease>${PART})"?`),
  // the clients of other languages: Python's, Java's, fabric8's
  rule('acquired', `(?:leader )?${NAME} (?:has )?successfully acquired lease\\b`),
  rule(
    'acquired',
    `(?:successfully )?acquired (?:leader )?lease 'LeaseLock: (?<ns>${PART}) - (?<lease>${PART}) \\((?<id>[^)]{1,253})\\)`,
  ),
  rule('acquired', `successfully acquired lease, became leader`),
  rule('attempting', `${NAME} failed to acquire lease\\W*$`),
  rule('not-expired', `yet to finish lease_duration, lease held by ${ID} and has not expired`),
  rule('renew-failed', `failed to renew lease, lose leadership`),
  // who leads
  rule('observed-new-leader', `leader (?:(?:has )?changed|has switched) (?:from .{0,253} )?to:? ${ID}`),
  rule(
    'observed-new-leader',
    `(?:the |a )?(?:new|current) leader(?: has been| was| is| got)?(?: now)?(?: elected| detected| observed)?(?:,? current leader)?(?: is)?(?:,? (?:id(?:entity)?|leader))?\\s?[:=-]?\\s{0,2}${ID}(?:\\W*$|\\s*[,;(])`,
  ),
  rule('observed-new-leader', `${LEAD}(?:the )?current leader(?: is|:) ${ID}(?:\\W*$|\\s*[,;(])`),
  rule(
    'observed-new-leader',
    `${LEAD}(?:new leader (?:elected|detected|observed)|(?:observed|detected|elected)(?: a)? (?:new )?leader|observing (?:a )?new leader|found (?:a )?new leader|leader (?:re-?election complete|changed|elected))(?:(?: as|:|=)\\s{0,2}${ID})?(?:\\W*$|[,;])`,
  ),
  rule(
    'observed-new-leader',
    `(?:another|other) (?:instance|pod|replica|node) (?:(?:has been |was )?elected(?: as)?|became|is(?: now)?) (?:the )?leader(?::? ${ID})?(?:\\W*$|[,;])`,
  ),
  rule(
    'observed-new-leader',
    `(?:operator|instance|pod|node|replica|candidate) (?:with id )?${NAME} (?:was |has been |is )?elected(?: as)? (?:the )?(?:new )?leader\\b`,
  ),
  rule('observed-new-leader', `${NAME} (?:was |has been |is )?elected(?: as)? (?:the )?(?:new )?leader\\W*$`),
  rule('observed-new-leader', `node \\[(?<id>[^\\]]{1,253})\\] is assuming leadership\\b`),
  rule('observed-new-leader', `(?:the )?leader is(?: now)?:? ${NAME}\\W*$`),
  rule(
    'observed-new-leader',
    `(?:node |pod |instance |replica )?${NAME} is (?:now )?(?:the )?(?:new |current |elected )?leader\\W*$`,
  ),
  rule('observed-new-leader', `leader(?:ship)? is held by ${ID}\\W*$`),
  // gained
  rule('acquired', `this (?:node|pod|instance|replica) is assuming leadership\\b`),
  rule(
    'acquired',
    `${SELF} (?:now )?(?:the )?(?:new |elected )?(?:status update )?leader(?: now)?(?:[:=] ${ID})?${END}`,
  ),
  rule(
    'acquired',
    `${LEAD}(?:became|become|(?:has|have) become|(?:successfully )?elected(?: as)?|promoted to|continuing as|acting as) (?:a |the )?(?:new |elected )?leader(?:(?:: | as )${ID})?${END}`,
  ),
  rule('acquired', `${LEAD}(?:started|start) (?:leading|being a leader)${END}`),
  rule('acquired', `leading the operator ha deployment`),
  rule(
    'acquired',
    `${LEAD}(?:(?:acquired|obtained|gained|got|won|taking|took|assumed|assuming|granted) (?:the )?${LOCK}|won (?:the )?election)(?:: ${NAME})?${END}`,
  ),
  rule(
    'acquired',
    `${LEAD}(?:(?:leadership|leader election) (?:acquired|obtained|gained|won|granted|taken)|election won)${END}`,
  ),
  rule('acquired', `(?:now|is now) (?:leading|(?:the )?leader)${END}`),
  // gone
  rule('lost', `(?:i am |i'm )?not (?:the )?(?:status update )?leader any ?more\\W*$`),
  rule('lost', `${LEAD}(?:(?:lost|losing) (?:the )?${LOCK}|lost (?:the )?(?:leader|lease))(?:: ${NAME})?${END}`),
  rule('lost', `${LEAD}(?:leadership|leader lease|leader election lease) (?:was |has been |is )?lost${END}`),
  rule('lost', `lease (?:was )?lost${END}`),
  rule('lost', `${LEAD}(?:stopped|stopping|stop) (?:leading|being a leader)${END}`),
  rule('lost', `${LEAD}no longer (?:leading|(?:the |a )?leader)${END}`),
  rule(
    'released',
    `${LEAD}(?:(?:released|relinquished|gave up|given up|yielded|resigned(?: from)?|stepped down from) (?:the )?${LOCK}|released (?:the )?lease)${END}`,
  ),
  rule(
    'released',
    `${LEAD}(?:(?:leadership|leader lease|leader lock) (?:was |has been )?(?:released|relinquished)|lease released)${END}`,
  ),
  rule('released', `${LEAD}(?:stepping|stepped) down (?:as|from being) (?:the )?leader${END}`),
  rule('released', `${LEAD}(?:releasing|relinquishing|resigning|giving up|yielding) (?:the )?${LOCK}${END}`),
  // tried
  rule(
    'attempting',
    `${LEAD}(?:trying|attempting|attempt|waiting|campaigning|competing) (?:(?:to (?:become|be|be elected(?: as)?|acquire|obtain|get|gain|win)|for) (?:the |a )?${LOCK}|to (?:become|be|be elected as|acquire) (?:the |a )?leader)${END}`,
  ),
  rule(
    'attempting',
    `(?:${SELF} )?not (?:the |a )?leader(?:[.,;:]? (?:waiting|standing by|retrying|will retry)\\b|\\W*$)`,
  ),
  rule(
    'attempting',
    `(?:starting|started|joining|joined|entering|beginning|participating in|initiating) (?:the )?leader[ -]election(?: (?:loop|process|client|campaign|with identity .*))?(?:\\W*$|${END})`,
  ),
  rule('attempting', `leader election started\\W*$`),
  rule(
    'attempting',
    `${LEAD}(?:failed|unable|could not|couldn't) (?:to )?(?:(?:acquire|obtain|gain) (?:the )?${LOCK}|become (?:the )?leader)${END}`,
  ),
];
