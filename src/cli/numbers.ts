/**
 * Numbers from the command line.
 */
import { InvalidArgumentError } from 'commander';

/** A parser of positive whole numbers for an option. */
export function wholeNumber(option: string): (text: string) => number {
  return (text) => {
    const value = Number(text);
    if (!Number.isSafeInteger(value) || value < 1) {
      throw new InvalidArgumentError(`Expected a positive whole number for ${option}.`);
    }
    return value;
  };
}

/** A parser of positive numbers for an option. */
export function positiveNumber(option: string): (text: string) => number {
  return (text) => {
    const value = Number(text);
    if (!Number.isFinite(value) || value <= 0) {
      throw new InvalidArgumentError(`Expected a positive number for ${option}.`);
    }
    return value;
  };
}

/** A parser of qualities: whole numbers of 1 to 100. */
export function qualityNumber(option: string): (text: string) => number {
  return (text) => {
    const value = Number(text);
    if (!Number.isInteger(value) || value < 1 || value > 100) {
      throw new InvalidArgumentError(`Expected a whole number of 1 to 100 for ${option}.`);
    }
    return value;
  };
}

/** A parser of seeds: whole numbers of 32 bits. */
export function seedNumber(option: string): (text: string) => number {
  return (text) => {
    const value = Number(text);
    if (!Number.isInteger(value) || value < 0 || value > 0xffff_ffff) {
      throw new InvalidArgumentError(`Expected a whole number of 0 to 4294967295 for ${option}.`);
    }
    return value;
  };
}
