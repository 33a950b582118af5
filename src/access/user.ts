// Who asks, and what for: the words of an authorizer.

export interface User {
  readonly name: string;
  readonly groups: readonly string[];
  readonly uid?: string;
}

/** One question to an authorizer. */
export type Attributes =
  | {
      readonly verb: string;
      /** `''` is the core group. */
      readonly group: string;
      readonly resource: string;
      /** `''` where it is about the resource itself. */
      readonly subresource: string;
      /** `''` for cluster-wide. */
      readonly namespace: string;
      /** `''` where the request names nothing, as a create does. */
      readonly name: string;
    }
  | { readonly verb: string; readonly path: string };
