// Wrong usage: exit 64, one sentence on stderr, nothing on stdout.

export class UsageError extends Error {
  readonly hint: string | null;

  constructor(sentence: string, hint: string | null = null) {
    super(sentence);
    this.name = 'UsageError';
    this.hint = hint;
  }
}
