// What a replica says of itself: whether it leads, by its own metrics.

import type { Pod, Scrape } from './observation.ts';

/** What a pod said of itself last, for this Lease; a program that names no lock has the empty name. */
export function claimOf(pod: Pod, leaseName: string | null, scrapes: readonly Scrape[]): boolean | null {
  const last = scrapes.findLast((scrape) => scrape.pod === pod.name && scrape.namespace === pod.namespace);
  return last ? claimIn(last, leaseName) : null;
}

/** The claim that one scrape holds for a Lease, null where it says nothing about it; a program that names no lock has the empty name. */
export function claimIn({ claims }: Scrape, leaseName: string | null): boolean | null {
  return claims?.[leaseName ?? ''] ?? claims?.[''] ?? null;
}
