// The same for CommonJS.

import storeAuth = require("store-auth");
import middleware = require("store-auth/express");
import files = require("store-auth/node");

const verifier: storeAuth.Verifier = new storeAuth.Verifier({ keys: files.keyFile("file") });
const verdict: storeAuth.Verdict = verifier.verify("/feed");
export = [verdict.authorized ? verdict.id : verdict.code, middleware.storeAuth(verifier)];
