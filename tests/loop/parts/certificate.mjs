// A certificate for 127.0.0.1 that nobody trusts who is not told to.

import { createHash, X509Certificate } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { run } from "./program.mjs";

/// Makes it and its key, in files of a folder. `pin` is how Chromium is told of it: the hash of its public key.
export async function certify(folder) {
  const [certificate, privateKey] = [join(folder, "tls.crt"), join(folder, "tls.key")];
  const kind = ["-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "2"];
  const names = ["-subj", "/CN=The Store", "-addext", "subjectAltName=IP:127.0.0.1"];
  await run("openssl", ["req", ...kind, ...names, "-keyout", privateKey, "-out", certificate]);
  const text = readFileSync(certificate, "utf8");
  const publicKey = new X509Certificate(text).publicKey.export({ type: "spki", format: "der" });
  return { certificate, privateKey, text, pin: createHash("sha256").update(publicKey).digest("base64") };
}
