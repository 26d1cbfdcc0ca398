/**
 * What an audit found.
 */
import type { Detection } from './judgement.ts';
import type { NetworkFindings } from './network-warden.ts';
import type { LearningPoint } from './protocol.ts';

/** What the wardens see of one method. */
export interface AuditedSubject {
  /** Name as it was asked for, such as `exact@0.05`. */
  readonly name: string;
  /** What it is, for people. */
  readonly description: string;
  /** Whether its changes are simulated, to judge the wardens by. */
  readonly control: boolean;
  /** Mean over the photos, dB. */
  readonly coverPsnr: number;
  /** Without training: StegExpose's fused score at its threshold. */
  readonly stegExpose: Detection;
  /** Without training: the payload by weighted stego-image. */
  readonly weightedStego: Detection;
  /** Without training: changed blocks; where covers were decoded from JPEGs. */
  readonly jpegLattice?: LatticeFindings;
  /** Trained on other methods; where there are any. */
  readonly trainedOnOthers?: Detection;
  /** Trained on this method, with the very models of it. */
  readonly trained: Detection;
  /** A convolutional network trained on this method; where it was asked for. */
  readonly network?: Detection;
  /** Of the ensembles trained on this method, where it was measured. */
  readonly learningCurve?: readonly LearningPoint[];
}

/** What the JPEG lattice says at its own threshold, which no tile of the audit had a part in. */
export interface LatticeFindings {
  /** Tiles whose covers were decoded from JPEGs; it says nothing of others. */
  readonly tiles: number;
  /** Part of these covers that it calls changed. */
  readonly falseAlarmRate: number;
  /** Part of their containers that it calls changed. */
  readonly foundRate: number;
}

/** An audit. */
export interface AuditReport {
  /** Photos that were hidden in. */
  readonly photos: number;
  /** In all, of which there is a cover and a container each. */
  readonly tiles: number;
  /** Side of a tile, pixels. */
  readonly tile: number;
  /** Parts that the photos were dealt into. */
  readonly folds: number;
  /** Seed of folds, ensembles and simulated changes. */
  readonly seed: number;
  /** What the ensembles were trained on: SPAM features, or the spatial rich model. */
  readonly features: 'spam' | 'rich';
  /** Covers against covers: must be 0.5 within its interval. */
  readonly nullTest: Detection;
  /** How the convolutional warden was trained, and its null test; where it was asked for. */
  readonly network?: Omit<NetworkFindings, 'detections'>;
  /** In the order in which they were asked for, controls last. */
  readonly subjects: readonly AuditedSubject[];
}
