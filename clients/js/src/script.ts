// For pages without a build: the class as the global `StoreAuth`, the rest beside it.

import { NotAuthorizedError } from "./errors.js";
import { StoreAuth } from "./store-auth.js";
import { displayIdFromViewer } from "./viewer.js";

Object.assign(window, { StoreAuth: Object.assign(StoreAuth, { NotAuthorizedError, displayIdFromViewer }) });
