/** Runs internal/far/browser. `built` is made by tools/build-far. */
import './built/wasm_exec.js';
import program from './built/far.wasm?url';

declare const Go: new () => { importObject: WebAssembly.Imports; run(instance: WebAssembly.Instance): Promise<void> };

const go = new Go();
const { instance } = await WebAssembly.instantiateStreaming(fetch(program), go.importObject);
void go.run(instance);
