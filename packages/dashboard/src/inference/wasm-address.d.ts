// Vite copies the file beside the page's own and gives its address.
declare module 'onnxruntime-web/ort-wasm-simd-threaded.wasm?url' {
  const address: string;
  export default address;
}
