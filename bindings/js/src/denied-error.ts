// A denial as an error.

import type { Denial, DenialCode, FieldName } from "./verdict.js";

/** What `verifyOrThrow` throws for a request that is not to be let in. */
export class DeniedError extends Error {
  override readonly name = "DeniedError";
  readonly code: DenialCode;
  /** The first bad field, where the request is malformed. */
  readonly field: FieldName | undefined;
  /** The status to answer with, where frameworks look for it. */
  readonly status: 401 | 403;
  /** The whole verdict. */
  readonly denial: Denial;

  constructor(denial: Denial) {
    super(denial.message);
    this.code = denial.code;
    this.field = denial.field;
    this.status = denial.status;
    this.denial = denial;
  }
}
