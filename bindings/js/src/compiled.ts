// The core, compiled once for all verifiers of a thread: of bytes within this script, so that nothing has to be found.

import bytes from "../wasm/built/store-auth.wasm";

let module: WebAssembly.Module | undefined;

export function compiled(): WebAssembly.Module {
  module ??= new WebAssembly.Module(bytes);
  return module;
}
