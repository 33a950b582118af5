// The registry of images: what a container of each runs.

import { runElector } from './elector-program.ts';
import { runManager } from './manager-program.ts';
import { profileOf } from './profiles.ts';
import type { Program, Running, Surroundings } from './program.ts';
import { settingsOf } from './settings.ts';

const NEWEST_MINOR = 37;
const UNAUTHORIZED = { status: 401, body: 'Unauthorized\n', contentType: 'text/plain; charset=utf-8' };
/** Go exits with it where it refuses a flag. */
const USAGE = 2;

/** @returns null where no program has this image: it cannot be pulled */
export function programFor(image: string): Program | null {
  return profileOf(image, {}, NEWEST_MINOR) === null ? null : run;
}

function run(surroundings: Surroundings): Running {
  const { image, env, minor, print, exit, clock } = surroundings;
  const profile = profileOf(image, env, minor);
  if (profile === null) throw new Error(`no program has the image ${image}`);
  if (profile.kind === 'idle' || profile.kind === 'sidecar') return bystander(surroundings, profile.kind === 'sidecar');
  const settings = settingsOf(surroundings, profile);
  if (!('refusal' in settings)) return (profile.kind === 'elector' ? runElector : runManager)(surroundings, settings);
  clock.after(40, () => {
    print(settings.refusal);
    exit(USAGE);
  });
  return { terminate: () => exit(USAGE), gone: () => {}, page: () => 'refused' };
}

/** A container that takes no part: it runs until it is told to stop. kube-rbac-proxy guards a port. */
function bystander({ exit, clock }: Surroundings, proxy: boolean): Running {
  return {
    terminate: () => clock.after(20, () => exit(0)),
    gone: () => {},
    page: (port, _path, _token, tls) => (!proxy || port !== 8443 ? 'refused' : tls ? UNAUTHORIZED : 'tls'),
  };
}
