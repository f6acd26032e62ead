export { NotAuthorizedError } from "./errors.js";
export type {
  Clock,
  CommonOptions,
  CompanyOptions,
  DisplayOptions,
  IdSource,
  KeyValueStorage,
  Options,
} from "./options.js";
export type { State, StateName } from "./state.js";
export { StoreAuth } from "./store-auth.js";
export { displayIdFromViewer, type ViewerOptions } from "./viewer.js";
