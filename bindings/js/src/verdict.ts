// What came of a request.

/** The Store authorized it. */
export interface Authorization {
  readonly authorized: true;
  /** The id of the display or company. */
  readonly id: string;
  /** The product code. */
  readonly product: string;
  /** The last instant at which it holds, without any leeway. */
  readonly expiresAt: Date;
  /** Which of the verifier's keys matched, from 0. */
  readonly key: number;
}

/** Why a request is denied, for programs. */
export type DenialCode = "malformed" | "expired" | "signature-mismatch" | "product-not-allowed" | "lifetime-too-long";

/** The fields of a request, as they are called on the wire. */
export type FieldName = "id" | "pc" | "expiry" | "signature";

/** The request is not to be let in. */
export interface Denial {
  readonly authorized: false;
  readonly code: DenialCode;
  /** The first bad field, where the request is malformed. */
  readonly field?: FieldName;
  /** The status to answer with over HTTP. */
  readonly status: 401 | 403;
  /** Why, for people: no signature and no key. */
  readonly message: string;
  /** The header `WWW-Authenticate` to answer a 401 with. */
  readonly challenge?: string;
  /** The body to answer with: JSON, of the type `application/problem+json`. */
  readonly problem: string;
}

export type Verdict = Authorization | Denial;

/** Of the lines that the core describes a denial by. */
export function denial(lines: string): Denial {
  const [code, field, status, challenge, message, problem] = lines.split("\n") as [
    string,
    string,
    string,
    string,
    string,
    string,
  ];
  return {
    authorized: false,
    code: code as DenialCode,
    ...(field && { field: field as FieldName }),
    status: Number(status) as 401 | 403,
    message,
    ...(challenge && { challenge }),
    problem,
  };
}
