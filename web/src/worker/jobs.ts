/**
 * The jobs of the page's worker: each by name, with its request and its answer. Everything here can be posted.
 */
import type {
  Fidelity,
  MarkGeometry,
  OptionValues,
  ResidualStatistics,
  RevealedSecret,
  RgbImage,
  Room,
  Secret,
  StegExposeScores,
  TextbookEstimates,
  Verdict,
} from '../../../src/browser.ts';
import type { DecodedPicture, PictureExtras } from '../pictures/picture.ts';
import type { JobProgress } from './job-progress.ts';

/** The device that a person chose for the networks. */
export type DeviceChoice = 'auto' | 'webgpu' | 'wasm';

/** The engine of the networks. */
export interface Engine {
  readonly backend: 'webgpu' | 'wasm';
  /** Threads of WebAssembly. */
  readonly threads: number;
  /** Why it is not the faster one, a sentence each; none if it is. */
  readonly notes: readonly string[];
}

/** Networks that the page hides with and explains. */
export type CurrentModel = 'invertible' | 'baluja';

/** Networks of the page: also the one that stored containers were made with. */
export type ModelName = CurrentModel | 'invertible-1';

export interface HideTask {
  /** Name of the method. */
  readonly method: string;
  /** The method's options. */
  readonly options: OptionValues;
  readonly cover: { readonly image: RgbImage } & PictureExtras;
  /** The cover's file and its name, for methods that hide in the file itself. */
  readonly coverFile: { readonly name: string; readonly content: Uint8Array<ArrayBuffer> | undefined };
  /** At least one, each with a passphrase of its own. */
  readonly receivers: readonly {
    readonly secret: Secret;
    readonly passphrase: string | undefined;
  }[];
}

/** How full secrets would make a cover: as for hiding, without passphrases. */
export interface RoomTask extends Pick<HideTask, 'method' | 'options' | 'cover' | 'coverFile'> {
  /** One for each receiver. */
  readonly secrets: readonly Secret[];
}

/** What a receiver gets. */
export interface ReceivedSecret {
  /** The picture or file that comes back. */
  readonly revealed: RevealedSecret;
  /** Figures of the secret; for a file, those of equal bytes. */
  readonly fidelity: Fidelity;
  /** With a method that hides bytes: how the secret was coded. */
  readonly coding: string | undefined;
}

/** All figures are of the file as it would be read back. */
export interface HideAnswer {
  /** The file, and what it is. */
  readonly file: Uint8Array<ArrayBuffer>;
  readonly fileType: 'PNG' | 'JPEG';
  /** Cover and container as they are compared. */
  readonly coverImage: RgbImage;
  readonly container: RgbImage;
  /** What each receiver gets, in their order. */
  readonly received: readonly ReceivedSecret[];
  readonly coverFidelity: Fidelity;
  readonly residual: ResidualStatistics;
  /** Name of the model, if the method has one. */
  readonly model: string | undefined;
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
  /** The secret as a PNG file, if it is a picture, or the file of one that can be opened here. */
  readonly png: Uint8Array<ArrayBuffer> | undefined;
  readonly seconds: number;
}

export interface AttackTask {
  readonly container: RgbImage;
  /** The attack's name, for `attackNamed`. */
  readonly attack: string;
  /** Name of the method that made the container. */
  readonly method: string;
  readonly passphrase: string | undefined;
  /** The original secret, to measure the revealed one. */
  readonly secret: RgbImage | undefined;
}

/** `forced`: the frame is gone, and the network was run anyway, with knowledge of what the frame said. */
export type Outcome = 'revealed' | 'forced' | 'nothing' | 'damaged';

export interface AttackAnswer {
  readonly attacked: RgbImage;
  readonly description: string;
  readonly outcome: Outcome;
  /** The revealed picture, if the secret is one. */
  readonly revealed: RgbImage | undefined;
  readonly fidelity: Fidelity | undefined;
}

/** The results of untrained detectors for a picture. */
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

/** An intermediate result of a network. */
export interface NetworkStage {
  /** The stage's name in the network, such as `prep`. */
  readonly name: string;
  /** The picture, if the stage is one. */
  readonly picture: RgbImage | undefined;
  /** Its feature maps, those with the most in them first. */
  readonly maps: readonly NetworkMap[];
  /** The number of maps they were chosen from. */
  readonly mapCount: number;
}

export interface StagesTask {
  readonly model: ModelName;
  /** The pictures, in the size to show. */
  readonly cover: RgbImage;
  readonly secret: RgbImage;
}

export interface StagesAnswer {
  /** Cover and secret, as they went into the network. */
  readonly cover: RgbImage;
  readonly secret: RgbImage;
  /** Rounded to 8 bits. */
  readonly container: RgbImage;
  readonly revealed: RgbImage;
  readonly hiding: readonly NetworkStage[];
  readonly revealing: readonly NetworkStage[];
}

export interface MarkTask {
  /** The photo's file, and its name. */
  readonly content: Uint8Array<ArrayBuffer>;
  readonly name: string;
  /** The text of an owner's key file. */
  readonly ownerKey: string;
  /** What the mark says, up to 8 bytes; a number by chance if it is empty. */
  readonly text: string;
  readonly fileType: 'JPEG' | 'PNG';
  /** Name of the new file. */
  readonly fileName: string;
  /** Whether it gets a row of a registry, and a key of its own. */
  readonly registered: boolean;
  /** Whether EXIF, XMP, IPTC and texts are kept. */
  readonly keepsMetadata: boolean;
}

/** All figures are of the file as it would be read back. */
export interface MarkAnswer {
  readonly file: Uint8Array<ArrayBuffer>;
  readonly width: number;
  readonly height: number;
  /** What the mark says, as hexadecimal digits, and as a text where it is one. */
  readonly id: string;
  readonly text: string | undefined;
  readonly fidelity: Fidelity;
  /** Whether the mark also reads at half the size and JPEG 75. */
  readonly survives: boolean;
  /** What the file does not keep, a sentence each. */
  readonly warnings: readonly string[];
  /** Its row of the registry, a line, if it was asked for. */
  readonly row: string | undefined;
}

export interface VerifyTask {
  readonly image: RgbImage;
  /** The picture before it was marked, if there is one. */
  readonly original: RgbImage | undefined;
  /** The text of an owner's key file. */
  readonly ownerKey: string;
  /** The text of a registry, if there is one. */
  readonly registry: string | undefined;
}

export interface VerifyAnswer {
  readonly verdict: Verdict;
  readonly id: string | undefined;
  readonly text: string | undefined;
  /** The chance that a picture without the mark gives this verdict. */
  readonly falsePositive: number;
  readonly geometry: Pick<MarkGeometry, 'rotation' | 'mirrored'> | undefined;
  /** The photo of the registry that it is, and whether the suspect shows it. */
  readonly match: { readonly name: string; readonly time: string; readonly alike: boolean } | undefined;
}

export interface RegistryTask {
  /** The text of a file, and its name. */
  readonly text: string;
  readonly name: string;
}

export interface RegistryAnswer {
  /** How many photos it has. */
  readonly count: number;
  /** What is wrong with other rows, a sentence each. */
  readonly warnings: readonly string[];
}

export interface OwnerKeyTask {
  /** The text of a key file to check; a new key is made where there is none. */
  readonly text?: string;
  /** What messages call the file. */
  readonly name: string;
}

export interface OwnerKeyAnswer {
  /** The text of the key's file. */
  readonly text: string;
  readonly publicId: string;
}

/** The jobs of the worker. Every job includes the device, because a worker may be a fresh one. */
export type Jobs = {
  readonly engine: Asked<object, Engine>;
  readonly open: Asked<{ readonly bytes: Uint8Array<ArrayBuffer>; readonly name: string }, DecodedPicture>;
  readonly hide: Asked<HideTask, HideAnswer>;
  readonly room: Asked<RoomTask, Room>;
  readonly reveal: Asked<RevealTask, RevealAnswer>;
  readonly attack: Asked<AttackTask, AttackAnswer>;
  readonly detect: Asked<{ readonly picture: RgbImage }, Detection>;
  readonly stages: Asked<StagesTask, StagesAnswer>;
  readonly mark: Asked<MarkTask, MarkAnswer>;
  readonly verify: Asked<VerifyTask, VerifyAnswer>;
  readonly ownerKey: Asked<OwnerKeyTask, OwnerKeyAnswer>;
  readonly registry: Asked<RegistryTask, RegistryAnswer>;
};

interface Asked<Task, Answer> {
  readonly task: { readonly device: DeviceChoice; readonly task: Task };
  readonly answer: Answer;
}

export type JobName = keyof Jobs;

/** The context of a job, besides its task. */
export interface JobContext {
  readonly device: DeviceChoice;
  readonly progress: JobProgress;
}

/** How parts of a job report their progress. */
export type Report = (stage: string, fraction: number) => void;
