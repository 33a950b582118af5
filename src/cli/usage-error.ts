// Wrong usage: exit 64, one sentence on stderr, nothing on stdout.

export class UsageError extends Error {
  /** The sentence as written here; oclif puts words of its own around the message of a flag's parser. */
  readonly sentence: string;
  readonly hint: string | null;

  constructor(sentence: string, hint: string | null = null) {
    super(sentence);
    this.sentence = sentence;
    this.name = 'UsageError';
    this.hint = hint;
  }
}
