// The core where nothing may be compiled at run time: the platform has compiled the file.

import module from "./store-auth.wasm";

const compiledByPlatform = module as unknown as WebAssembly.Module;

export function compiled(): WebAssembly.Module {
  return compiledByPlatform;
}
