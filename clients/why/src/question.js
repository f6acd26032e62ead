// What stands in the form, as the question that the explainer takes.

/** Something in the form that is no question: `field` is the id of the element. */
export class FormProblem extends Error {
  constructor(field, message) {
    super(message);
    this.field = field;
  }
}

/** The element that a member of the question is from. */
const FIELDS = {
  text: "request",
  keys: "key",
  at: "at",
  retiredKeys: "retired-key",
  otherServers: "other-server-key",
  policy: "products",
};

/** Which field a problem of the explainer is about, be the key from a file or not. */
export function fieldOf(member, question) {
  if (member === "keys" && question.keys.some((key) => key.isFile)) {
    return "key-file";
  }
  return FIELDS[member] ?? "form";
}

export async function readQuestion(form) {
  const value = (id) => form.elements[id].value;
  const trimmed = (id) => value(id).trim() || undefined;
  return {
    text: value("request"),
    now: new Date().toISOString(),
    at: trimmed("at"),
    keys: await readKeys(form),
    retiredKeys: value("retired-key") ? [keyOf(value("retired-key"))] : [],
    otherServers: readOtherServer(value),
    otherId: trimmed("other-id"),
    policy: {
      expiryEncoding: value("expiry-encoding"),
      leewayMs: milliseconds("leeway", value("leeway")) ?? 0,
      maxLifetimeMs: milliseconds("max-lifetime", value("max-lifetime")),
      products: lines(value("products")),
    },
  };
}

async function readKeys(form) {
  const pasted = form.elements.key.value;
  const [file] = form.elements["key-file"].files;
  if (!file) {
    return pasted ? [keyOf(pasted)] : [];
  }
  if (pasted) {
    throw new FormProblem("key-file", "expected the key or its file, not both");
  }
  if (file.size > 4096) {
    throw new FormProblem("key-file", "expected a file with a key and nothing else, of at most 4096 bytes");
  }
  let bytes;
  try {
    bytes = new Uint8Array(await file.arrayBuffer());
  } catch {
    throw new FormProblem("key-file", "expected a file that can be read");
  }
  return [{ hex: hex(bytes), isFile: true }];
}

function readOtherServer(value) {
  const [id, key] = [value("other-server").trim(), value("other-server-key")];
  if (!id !== !key) {
    throw new FormProblem("other-server-key", "expected the other server’s id and its key, or neither");
  }
  return key ? [{ id, key: keyOf(key) }] : [];
}

function milliseconds(field, text) {
  const digits = text.trim();
  if (digits === "") {
    return null;
  }
  if (!/^\d{1,9}$/.test(digits)) {
    throw new FormProblem(field, "expected a whole number of seconds");
  }
  return Number(digits) * 1000;
}

function lines(text) {
  const found = text.split(/\s+/).filter((line) => line !== "");
  return found.length === 0 ? null : found;
}

const keyOf = (text) => ({ hex: hex(new TextEncoder().encode(text)) });

const hex = (bytes) => Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
