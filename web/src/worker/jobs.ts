/**
 * What the page asks of its worker: each job by name, with what it takes and what it answers. Everything here can be posted.
 */
import type {
  ExactSecret,
  Fidelity,
  OptionValues,
  ProgressListener,
  ResidualStatistics,
  RevealedSecret,
  RgbImage,
  StegExposeScores,
  TextbookEstimates,
} from '../../../src/browser.ts';
import type { DecodedPicture, PictureExtras } from '../pictures/picture.ts';

/** Which device a person wants the networks to run on. */
export type DeviceChoice = 'auto' | 'webgpu' | 'wasm';

/** What the networks run on. */
export interface Engine {
  readonly backend: 'webgpu' | 'wasm';
  /** Of WebAssembly. */
  readonly threads: number;
  /** Why it is not the faster one, in one sentence; empty where it is. */
  readonly note: string;
}

/** Networks of the page. */
export type ModelName = 'invertible' | 'baluja';

export interface HideTask {
  /** Name of the method. */
  readonly method: string;
  /** What the method is told. */
  readonly options: OptionValues;
  readonly cover: { readonly image: RgbImage } & PictureExtras;
  readonly secret: ExactSecret;
  readonly passphrase: string | undefined;
}

/** All figures are of the file as it would be read back. */
export interface HideAnswer {
  /** The PNG file. */
  readonly file: Uint8Array<ArrayBuffer>;
  readonly container: RgbImage;
  /** What the receiver gets. */
  readonly revealed: RevealedSecret;
  readonly coverFidelity: Fidelity;
  /** Of a file: what equal bytes measure. */
  readonly secretFidelity: Fidelity;
  readonly residual: ResidualStatistics;
  /** Name of the model, of a method that has one. */
  readonly model: string | undefined;
  /** With a method that hides bytes: how the secret was coded. */
  readonly coding: string | undefined;
  readonly seconds: { readonly hide: number; readonly reveal: number };
  readonly warnings: readonly string[];
}

export interface RevealTask {
  readonly file: Uint8Array<ArrayBuffer>;
  readonly name: string;
  readonly passphrase: string | undefined;
}

export interface RevealAnswer {
  /** Name of the method. */
  readonly method: string;
  readonly model: string | undefined;
  readonly secret: RevealedSecret;
  /** The secret as a PNG file, where it is a picture, or the file of one that can be opened here. */
  readonly png: Uint8Array<ArrayBuffer> | undefined;
  readonly seconds: number;
}

export interface AttackTask {
  readonly container: RgbImage;
  /** As `attackNamed` takes it. */
  readonly attack: string;
  /** Name of the method that made the container. */
  readonly method: string;
  readonly passphrase: string | undefined;
  /** To measure what is revealed by. */
  readonly secret: RgbImage | undefined;
}

/** `forced`: the frame is gone, and the network was run all the same, by somebody who knows what the frame said. */
export type Outcome = 'revealed' | 'forced' | 'nothing' | 'damaged';

export interface AttackAnswer {
  readonly attacked: RgbImage;
  readonly description: string;
  readonly outcome: Outcome;
  /** Of a secret that is a picture. */
  readonly revealed: RgbImage | undefined;
  readonly fidelity: Fidelity | undefined;
}

/** What detectors without training say of a picture. */
export interface Detection {
  readonly stegExpose: StegExposeScores;
  readonly textbook: TextbookEstimates;
}

/** One picture inside a network. */
export interface NetworkMap {
  readonly width: number;
  readonly height: number;
  /** 0-255, stretched to the map's own range. */
  readonly pixels: Uint8Array;
}

/** What a network computes on its way. */
export interface NetworkStage {
  /** As the network has it, such as `prep`. */
  readonly name: string;
  /** Where the stage is a picture. */
  readonly picture: RgbImage | undefined;
  /** Its feature maps, those with the most in them first. */
  readonly maps: readonly NetworkMap[];
  /** Of how many they were chosen. */
  readonly mapCount: number;
}

export interface StagesTask {
  readonly model: ModelName;
  /** Of the size in which to look at them. */
  readonly cover: RgbImage;
  readonly secret: RgbImage;
}

export interface StagesAnswer {
  /** As they went into the network. */
  readonly cover: RgbImage;
  readonly secret: RgbImage;
  /** Rounded to 8 bits. */
  readonly container: RgbImage;
  readonly revealed: RgbImage;
  readonly hiding: readonly NetworkStage[];
  readonly revealing: readonly NetworkStage[];
}

/** What can be asked of the worker. The device goes with every job: a worker may be a fresh one. */
export type Jobs = {
  readonly engine: Asked<object, Engine>;
  readonly open: Asked<{ readonly bytes: Uint8Array<ArrayBuffer>; readonly name: string }, DecodedPicture>;
  readonly hide: Asked<HideTask, HideAnswer>;
  readonly reveal: Asked<RevealTask, RevealAnswer>;
  readonly attack: Asked<AttackTask, AttackAnswer>;
  readonly detect: Asked<{ readonly picture: RgbImage }, Detection>;
  readonly stages: Asked<StagesTask, StagesAnswer>;
};

interface Asked<Task, Answer> {
  readonly task: { readonly device: DeviceChoice; readonly task: Task };
  readonly answer: Answer;
}

export type JobName = keyof Jobs;

/** What a job is given besides its task. */
export interface JobContext {
  readonly device: DeviceChoice;
  readonly onProgress: ProgressListener;
}

/** How parts of a job tell of their progress. */
export type Report = (stage: string, fraction: number) => void;
