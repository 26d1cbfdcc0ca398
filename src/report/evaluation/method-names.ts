import { methods } from '../../methods/registry.ts';

/** What a method is called, by its name. */
export function methodTitle(name: string): string {
  return methods().find((method) => method.name === name)?.title ?? name;
}

/** What was evaluated, as a chart names it: its model, or a method without one. */
export function subjectName({ method, model }: { readonly method: string; readonly model?: string }): string {
  return model ?? methodTitle(method);
}
