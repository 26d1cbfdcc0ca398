/**
 * The source of training pictures, and the pool that decodes them before a step needs them.
 */
import { coded } from '../../errors/coded.ts';
import type { RgbImage } from '../../image/rgb-image.ts';

/** Pictures by number. */
export interface PhotoSource {
  readonly names: readonly string[];
  /** Decodes one picture. Rejects when it cannot be read. */
  load(index: number): Promise<RgbImage>;
}

export interface PhotoPoolOptions {
  /** The most bytes of decoded pictures to keep, apart from the last one; the ones unused for longest are dropped first. */
  readonly cacheBytes: number;
  /** Smallest usable side, in pixels. */
  readonly smallestSide: number;
  /** Called once for each picture that is left out. */
  readonly onSkip?: (name: string, reason: string) => void;
}

/** Decoded pictures, kept in memory within a limit. A picture that cannot be used is reported once and left out. */
export class PhotoPool {
  /** The one unused for longest comes first. */
  private readonly decoded = new Map<number, RgbImage>();
  private readonly loading = new Map<number, Promise<RgbImage | undefined>>();
  private readonly unusable = new Set<number>();
  private bytes = 0;
  private readonly source: PhotoSource;
  private readonly options: PhotoPoolOptions;

  constructor(source: PhotoSource, options: PhotoPoolOptions) {
    this.source = source;
    this.options = options;
  }

  get count(): number {
    return this.source.names.length;
  }

  /** Names of the pictures that were left out so far. */
  get skipped(): readonly string[] {
    return [...this.unusable].map((index) => this.source.names[index]!);
  }

  /**
   * The picture of that number, or the next usable one after it.
   *
   * @throws Error when no picture is usable.
   */
  async get(index: number): Promise<RgbImage> {
    for (let offset = 0; offset < this.count; offset++) {
      const photo = await this.fetch((index + offset) % this.count);
      if (photo !== undefined) return photo;
    }
    throw coded(
      new Error(
        `Expected at least one picture of ${this.options.smallestSide} pixels a side for training but none of ${this.count} is usable`,
      ),
      'picture-too-small',
    );
  }

  private async fetch(index: number): Promise<RgbImage | undefined> {
    const known = this.decoded.get(index);
    if (known !== undefined) {
      this.decoded.delete(index);
      this.decoded.set(index, known);
      return known;
    }
    if (this.unusable.has(index)) return undefined;
    let loading = this.loading.get(index);
    if (loading === undefined) {
      loading = this.load(index).finally(() => this.loading.delete(index));
      this.loading.set(index, loading);
    }
    return loading;
  }

  private async load(index: number): Promise<RgbImage | undefined> {
    try {
      const photo = await this.source.load(index);
      assertLargeEnough(photo, this.options.smallestSide);
      this.keep(index, photo);
      return photo;
    } catch (error) {
      this.unusable.add(index);
      this.options.onSkip?.(
        this.source.names[index]!,
        error instanceof Error ? error.message : String(error),
      );
      return undefined;
    }
  }

  private keep(index: number, photo: RgbImage): void {
    this.decoded.set(index, photo);
    this.bytes += photo.data.length;
    for (const [oldest, { data }] of this.decoded) {
      if (this.bytes <= this.options.cacheBytes || oldest === index) return;
      this.decoded.delete(oldest);
      this.bytes -= data.length;
    }
  }
}

/** @throws RangeError when a side is smaller than `smallestSide`. */
export function assertLargeEnough({ width, height }: RgbImage, smallestSide: number): void {
  if (Math.min(width, height) < smallestSide) {
    throw new RangeError(`Expected at least ${smallestSide} pixels a side but received ${width}x${height}`);
  }
}
