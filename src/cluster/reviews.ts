// Asking authorizers: for an account in the best way that the caller may use, and for the caller itself.

import type { Asked, CallerRight } from '../access/observed.ts';
import { attributesOf, type CallerQuestion, type Question } from '../access/questions.ts';
import type { User } from '../access/user.ts';
import type { Reviewed, Unasked, Way } from '../access/verdicts.ts';
import type { Cluster } from './cluster.ts';
import { ClusterError } from './cluster-error.ts';
import { text } from './json.ts';

type Review = Exclude<Way, 'rules'>;
type Ask = (question: Question) => Promise<Reviewed | Unasked>;

/**
 * Asks every question, in the best way that gives an answer: SubjectAccessReview, its Local form, then as the account itself
 * (reference 6.2). What the caller may not ask goes to the next way; a refusal to ask is never taken for a denial.
 */
export async function askFor(cluster: Cluster, user: User, questions: readonly Question[]): Promise<Asked[]> {
  let asked: Asked[] = questions.map((question) => ({ question, answers: {} }));
  for (const [way, ask] of waysOf(cluster, user)) {
    const open = asked.filter(({ answers }) => !Object.values(answers).some((answer) => !('unknown' in answer)));
    if (open.length === 0) break;
    const answers = await Promise.all(open.map(({ question }) => ask(question)));
    const given = new Map(open.map(({ question }, at) => [question, answers[at]]));
    asked = asked.map((one) => {
      const answer = given.get(one.question);
      return answer ? { ...one, answers: { ...one.answers, [way]: answer } } : one;
    });
  }
  return asked;
}

/** What the caller itself may do; every authenticated user may ask for itself (`system:basic-user`). */
export async function askForCaller(cluster: Cluster, questions: readonly CallerQuestion[]): Promise<CallerRight[]> {
  const answers = await Promise.all(
    questions.map((question) =>
      asking(() => cluster.review('selfsubjectaccessreviews', { resourceAttributes: attributes(question) })),
    ),
  );
  return questions.map((question, at) => {
    const answer = answers[at];
    return { question, allowed: answer === undefined || 'unknown' in answer ? null : answer.allowed };
  });
}

function waysOf(cluster: Cluster, user: User): readonly (readonly [Review, Ask])[] {
  // a review adds no group by itself, and most accounts have their rights through one
  const subject = { user: user.name, groups: user.groups };
  const of = (question: Question) => ({ ...subject, resourceAttributes: attributes(question) });
  return [
    ['sar', (question) => asking(() => cluster.review('subjectaccessreviews', of(question)))],
    [
      'local-sar',
      (question) =>
        asking(() => cluster.review('localsubjectaccessreviews', of(question), { namespace: question.namespace })),
    ],
    [
      'impersonation',
      async (question) =>
        cluster.impersonates
          ? { unknown: 'the caller is impersonated already, and that does not nest' }
          : asking(() =>
              cluster.review('selfsubjectaccessreviews', { resourceAttributes: attributes(question) }, { as: user }),
            ),
    ],
  ];
}

async function asking(review: () => Promise<Readonly<Record<string, unknown>>>): Promise<Reviewed | Unasked> {
  try {
    const { allowed, denied, reason, evaluationError } = await review();
    if (typeof allowed !== 'boolean') return { unknown: 'the answer was no review' };
    return {
      allowed,
      ...(denied === true ? { denied } : {}),
      ...(text(reason) ? { reason: text(reason) ?? '' } : {}),
      ...(text(evaluationError) ? { evaluationError: text(evaluationError) ?? '' } : {}),
    };
  } catch (error) {
    if (!(error instanceof ClusterError)) throw error;
    return { unknown: error.message };
  }
}

/** Empty words are left out: to an authorizer they mean all. */
function attributes(question: Question): Readonly<Record<string, string>> {
  return Object.fromEntries(Object.entries(attributesOf(question)).filter(([, value]) => value !== ''));
}
