/** Scripts without types of their own. */
declare module '@cornerstonejs/codec-openjpeg/wasmjs' {
  const factory: unknown;
  export default factory;
}
declare module '@cornerstonejs/codec-libjxl/encodewasmjs' {
  const factory: unknown;
  export default factory;
}
declare module '@cornerstonejs/codec-libjxl/decodewasmjs' {
  const factory: unknown;
  export default factory;
}
declare module '@cornerstonejs/*?url' {
  const url: string;
  export default url;
}
