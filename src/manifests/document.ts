// One document of a manifest file, as it was written.

export interface ManifestDocument {
  readonly file: string;
  /** Where the document begins, from 1. */
  readonly line: number;
  readonly value: Record<string, unknown>;
}
