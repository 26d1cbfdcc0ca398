import { methods } from '../../methods/registry.ts';

/** The title of a method, by its name. */
export function methodTitle(name: string): string {
  return methods().find((method) => method.name === name)?.title ?? name;
}

/** The name of what was evaluated in a chart: its model, or the method if it has none. */
export function subjectName({ method, model }: { readonly method: string; readonly model?: string }): string {
  return model ?? methodTitle(method);
}
