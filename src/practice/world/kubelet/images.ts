// The image of a container: there when a program answers to its name, otherwise pulled for, in vain.

import { uniform } from '../../../elector/random.ts';
import type { ContainerSpec } from '../shapes.ts';
import { BackOff } from './back-off.ts';
import type { ContainerHost } from './container-host.ts';

export interface Missing {
  readonly reason: string;
  readonly message: string;
  /** When to try again. */
  readonly againMs: number;
}

const RESYNC_MS = [10_000, 15_000] as const;
/** From `ErrImagePull` to `ImagePullBackOff`: the next look falls into the wait. */
const SOON_MS = 2000;

export class Images {
  readonly #spec: ContainerSpec;
  readonly #host: ContainerHost;
  readonly #backOff = new BackOff();
  #failedAt = 0;

  constructor(spec: ContainerSpec, host: ContainerHost) {
    this.#spec = spec;
    this.#host = host;
  }

  /** The digest that the runtime names. */
  get id(): string {
    let hash = 0x811c9dc5;
    for (const char of this.#spec.image) hash = Math.imul(hash ^ char.charCodeAt(0), 0x01000193);
    return `sha256:${(hash >>> 0).toString(16).padStart(8, '0').repeat(8)}`;
  }

  /** @param now milliseconds since 1970 @returns null where the image is there */
  fetch(now: number): Missing | null {
    const { image, name, imagePullPolicy } = this.#spec;
    const { event, minor, programOf } = this.#host;
    if (programOf(image) !== null) {
      const rest = minor >= 35 ? ' and can be accessed by the pod' : '';
      event('Normal', 'Pulled', `Container image "${image}" already present on machine${rest}`, name);
      return null;
    }
    const againMs = uniform(this.#host.random, ...RESYNC_MS);
    if (imagePullPolicy === 'Never') {
      const message = `Container image "${image}" is not present with pull policy of Never`;
      event('Warning', 'ErrImageNeverPull', message, name);
      return { reason: 'ErrImageNeverPull', message, againMs };
    }
    if (this.#failedAt > 0 && this.#backOff.remainingMs(this.#failedAt, now) > 0) return this.#backingOff(againMs);
    return this.#pull(now);
  }

  #backingOff(againMs: number): Missing {
    const { image, name } = this.#spec;
    const message = `Back-off pulling image "${image}"`;
    this.#host.event('Normal', 'BackOff', message, name);
    this.#host.event('Warning', 'Failed', 'Error: ImagePullBackOff', name);
    return { reason: 'ImagePullBackOff', message, againMs };
  }

  #pull(now: number): Missing {
    const { image, name } = this.#spec;
    const { event } = this.#host;
    event('Normal', 'Pulling', `Pulling image "${image}"`, name);
    const full = image.includes('/') && /[.:]/.test(image.split('/')[0] ?? '') ? image : `docker.io/${image}`;
    const why = `rpc error: code = NotFound desc = failed to pull and unpack image "${full}": failed to resolve reference "${full}": ${full}: not found`;
    event('Warning', 'Failed', `Failed to pull image "${image}": ${why}`, name);
    event('Warning', 'Failed', 'Error: ErrImagePull', name);
    this.#backOff.next(now, now);
    this.#failedAt = now;
    return { reason: 'ErrImagePull', message: why, againMs: SOON_MS };
  }
}
