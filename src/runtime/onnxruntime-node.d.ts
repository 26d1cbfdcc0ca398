/** The package is optional: what is compiled may not depend on its types. The library has the interface of `onnxruntime-common`. */
declare module 'onnxruntime-node';
