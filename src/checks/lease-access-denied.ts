// A right that election needs is missing: get, create or update on the Lease, or the same on what stands beside it (F4, F5).

import { type Access, deniedOf, type Right, untoldOf } from '../access/access.ts';
import { formatDuration } from '../election/duration.ts';
import type { Election } from '../election/election.ts';
import type { Observation } from '../election/observation.ts';
import { accessCommand, accountWords, fixCommand } from './access-wording.ts';
import { type Check, HOLDS, type Remedy } from './check.ts';
import { isOrphaned } from './lease-orphaned.ts';
import { leaseSubject } from './wording.ts';

export const leaseAccessDenied: Check = {
  id: 'lease-access-denied',
  suite: 'access',
  title: 'the account may get, create and update its Lease',
  worst: 'critical',
  needs: [],
  applies: ({ access }) => access !== null,
  judge(election, observation) {
    const access = election.access as Access;
    // without election nobody uses these rights; who asks for them by name is told all the same
    if (observation.around !== null && election.electionOn === false) return HOLDS;
    if (access.account === null) {
      // what nobody uses any more needs no rights; who asks for them by name is told that nothing tells whose
      if (observation.around !== null && isOrphaned(election, observation)) return HOLDS;
      return {
        unknown:
          'nothing tells which service account it runs under: b7le rbac-check --service-account NS:NAME names it',
      };
    }
    const denied = deniedOf(access);
    if (denied.length === 0) {
      const [untold] = untoldOf(access);
      if (!untold) return HOLDS;
      const verbs = untoldOf(access).map(({ question }) => question.verb);
      return { unknown: `whether it may ${listed(verbs)} could not be told: ${untold.verdict.note ?? 'not asked'}` };
    }
    const { lock, account } = access;
    const verbs = denied.map(({ question }) => question.verb);
    const [first] = denied as [Right];
    return [
      {
        severity: 'critical',
        subject: leaseSubject({ ...election, namespace: lock.namespace, leaseName: lock.name || election.leaseName }),
        summary: `${accountWords(account)} may not ${missingWords(denied)} in ${lock.namespace}: ${consequence(election, denied)}`,
        facts: {
          account: `${account.namespace}/${account.name}`,
          namespace: lock.namespace,
          lease: lock.name === '' ? null : lock.name,
          missing: verbs,
          how: first.verdict.how,
          by: first.verdict.by,
          nearest: denied.map(({ nearestWords }) => nearestWords).find((words) => words !== null) ?? null,
        },
        remedy: remedies(election, observation, access, denied),
      },
    ];
  },
};

/** `update leases "x"`, or `get, create or update leases "x"`; of several kinds the parts are joined. */
function missingWords(denied: readonly Right[]): string {
  const kinds = [...new Set(denied.map(({ question }) => question.resource))];
  return kinds
    .map((resource) => {
      const own = denied.filter(({ question }) => question.resource === resource);
      const name = own.find(({ question }) => question.name !== '')?.question.name;
      return `${listed(own.map(({ question }) => question.verb))} ${resource}${name ? ` "${name}"` : ''}`;
    })
    .join(', nor ');
}

/** What follows for the election (F4, F5), by the gravest of what is missing. */
function consequence({ lease, timing }: Election, denied: readonly Right[]): string {
  const verbs = new Set(denied.map(({ question }) => question.verb));
  if (verbs.has('get')) return 'no candidate can read the lock, so none takes it';
  if (verbs.has('update')) {
    // client-go renews at once after acquiring, so that no retry period comes before the deadline (seen on 1.37)
    const rd = timing.renewDeadlineMs;
    return `whoever makes it loses it${rd === null ? '' : ` ${formatDuration(rd)} later`}, and nobody can take it over`;
  }
  return lease ? 'once the Lease is deleted nobody can make it again' : 'the Lease can never appear';
}

function remedies(
  election: Election,
  observation: Observation,
  access: Access,
  denied: readonly Right[],
): readonly Remedy[] {
  const nearest = denied.map(({ nearestWords }) => nearestWords).find((words) => words !== null);
  const near: Remedy[] = nearest ? [{ text: `nearest to it: ${nearest}`, command: null }] : [];
  const outside = denied.find(({ verdict }) => verdict.by === 'another-authorizer');
  if (outside) {
    return [
      { text: `roles do not help: ${outside.verdict.note ?? 'another authorizer denies it'}`, command: null },
      ...near,
    ];
  }
  if (access.fix === null) {
    const text =
      'shows who grants what; once the name of the Lease is known, --fix prints the least role that would do';
    const command = election.workload ? accessCommand(election, access, observation) : null;
    return [{ text, command }, ...near];
  }
  const text =
    'grants three verbs on this one Lease and nothing more; candidates go on by themselves within a few seconds';
  return [{ text, command: fixCommand(election, access, observation) }, ...near];
}

function listed(words: readonly string[]): string {
  const unique = [...new Set(words)];
  return unique.length < 2 ? unique.join('') : `${unique.slice(0, -1).join(', ')} or ${unique.at(-1)}`;
}
