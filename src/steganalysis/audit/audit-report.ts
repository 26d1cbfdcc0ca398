/**
 * The results of an audit.
 */
import type { Detection } from './judgement.ts';
import type { NetworkFindings } from './network-warden.ts';
import type { LearningPoint } from './protocol.ts';

/** The wardens' results for one method. */
export interface AuditedSubject {
  /** Name as it was asked for, such as `exact@0.05`. */
  readonly name: string;
  /** What it is, for people. */
  readonly description: string;
  /** Whether its changes are simulated, as a control for the wardens. */
  readonly control: boolean;
  /** Mean cover PSNR over the photos, dB. */
  readonly coverPsnr: number;
  /** Without training: StegExpose's fused score at its threshold. */
  readonly stegExpose: Detection;
  /** Without training: the payload by weighted stego-image. */
  readonly weightedStego: Detection;
  /** Without training: changed blocks, if covers were decoded from JPEGs. */
  readonly jpegLattice?: LatticeFindings;
  /** Trained on other methods, if there are any. */
  readonly trainedOnOthers?: Detection;
  /** Trained on this method, with the same models. */
  readonly trained: Detection;
  /** A convolutional network trained on this method, if asked for. */
  readonly network?: Detection;
  /** Learning curve of the ensembles trained on this method, if measured. */
  readonly learningCurve?: readonly LearningPoint[];
}

/** The result of the JPEG lattice at its own threshold, which was not chosen with tiles of the audit. */
export interface LatticeFindings {
  /** Number of tiles whose covers were decoded from JPEGs; it says nothing about others. */
  readonly tiles: number;
  /** Share of these covers that it calls changed. */
  readonly falseAlarmRate: number;
  /** Share of their containers that it calls changed. */
  readonly foundRate: number;
}

/** An audit. */
export interface AuditReport {
  /** Photos that were hidden in. */
  readonly photos: number;
  /** Number of tiles; each has a cover and a container. */
  readonly tiles: number;
  /** Side of a tile, pixels. */
  readonly tile: number;
  /** Parts that the photos were dealt into. */
  readonly folds: number;
  /** Seed of folds, ensembles and simulated changes. */
  readonly seed: number;
  /** What the ensembles were trained on: SPAM features, or the spatial rich model. */
  readonly features: string;
  /** Covers against covers: must be 0.5 within its interval. */
  readonly nullTest: Detection;
  /** How the convolutional warden was trained, and its null test, if asked for. */
  readonly network?: Omit<NetworkFindings, 'detections'>;
  /** In the requested order, controls last. */
  readonly subjects: readonly AuditedSubject[];
}
