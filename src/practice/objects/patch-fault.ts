// A patch that the server refuses.

/** 400 for what is no patch, 422 for one that does not fit the object. The message is the server's sentence. */
export class PatchFault extends Error {
  readonly code: 400 | 422;

  constructor(code: 400 | 422, message: string) {
    super(message);
    this.name = 'PatchFault';
    this.code = code;
  }
}
