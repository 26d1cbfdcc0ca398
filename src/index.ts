/**
 * Pentimento in Node: hide, reveal, find out what fits, measure. More is in groups:
 *
 * - `pentimento/browser`: the same core in a page;
 * - `pentimento/training`: train your own model;
 * - `pentimento/steganalysis`: detectors, audits, attacks;
 * - `pentimento/marking`: the copyright mark;
 * - `pentimento/engine`: networks, runtimes, methods on pictures in memory.
 */

export { type CodedError, type ErrorCode, errorCode, isCoded } from './errors/coded.ts';
export { DamagedContainerError } from './errors/damaged-container.ts';
export { NothingHiddenError } from './errors/nothing-hidden.ts';
export { evaluate } from './evaluation/evaluate.node.ts';
export type { EvaluateOptions } from './evaluation/evaluate-options.ts';
export type { EvaluatedPair, Evaluation, EvaluationMeans } from './evaluation/evaluation.ts';
export { capacity } from './hiding/capacity.node.ts';
export type {
  FurtherSecret,
  HideOptions,
  HideReport,
  HideSeconds,
  PayloadReport,
  RevealOptions,
  RevealReport,
} from './hiding/file-options.node.ts';
export { hide } from './hiding/hide-files.node.ts';
export { reveal } from './hiding/reveal-files.node.ts';
export { readPicture, writePicture } from './image/picture-files.node.ts';
export type { RgbImage } from './image/rgb-image.ts';
export type { Progress } from './jobs/work.ts';
export type { FileContent, FileInput } from './media/file-input.node.ts';
export type { FileOutput, FileSink } from './media/file-output.node.ts';
export type { Capacity, CapacityRow, Method } from './methods/method.ts';
export { DEFAULT_MODEL } from './methods/models/default-model.ts';
export { type OpenModel, openModel } from './methods/models/model-folder.node.ts';
export { methods, registerMethod } from './methods/registry.ts';
export { type Fidelity, fidelity } from './metrics/fidelity.ts';
