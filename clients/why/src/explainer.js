// The explainer, which is compiled once. Each question has an instance of its own, so that no memory is left that a key was in.

/** `bytes` are those of the module. */
export async function compileExplainer(bytes) {
  const module = await WebAssembly.compile(bytes);
  return {
    /** What the crate in `wasm` answers to a question: both are data. */
    async answer(question) {
      const { exports } = await WebAssembly.instantiate(module);
      const asked = new TextEncoder().encode(JSON.stringify(question));
      // Each call may move the memory.
      const room = exports.room(asked.length);
      new Uint8Array(exports.memory.buffer, room, asked.length).set(asked);
      const length = exports.answer();
      const answer = new Uint8Array(exports.memory.buffer, exports.answer_start(), length);
      return JSON.parse(new TextDecoder().decode(answer));
    },
  };
}
