import { withoutBoxes } from './box-names';

/** Holds one cell-level name, under that name: each has a shape of its own, so the engine knows its type. */
export type Box = Record<string, unknown>;

/** What a cell's JavaScript is handed. */
export interface Run {
  boxes: Record<string, Box>;
  /** Setting a property of these executes a declaration. */
  let: Box;
  const: Box;
  /** Names that are constant: reading them is allowed. */
  readonly: Box;
  /** Imports a module and declares the names: getters, because a module may change what it exports. */
  import(
    specifier: string,
    names?: (module: unknown, withDefault: unknown, namespace: () => unknown) => object,
  ): void;
  /** `import(…)` of the cell. */
  load(specifier: string): Promise<unknown>;
  /** Is shown what the cell has caught. */
  caught(error: unknown): void;
  /** The value of the last expression. */
  result?: unknown;
}

/**
 * The names that cells declare, as one program has them: whichever cell reads or assigns a name reaches the same
 * binding. A cell that declares a name again gives it a new value and kind, which all closures see. Until the
 * declaration is executed, reading raises as in JavaScript; when the cell ends before, the name is what it was.
 */
export function createBindings(requireModule: NodeJS.Require) {
  const boxes = Object.create(null) as Record<string, Box>;
  const boxOf = (name: string): Box => (boxes[name] ??= createBox(name));

  return {
    /** Whether a cell has declared the name. */
    has: (name: string): boolean => name in boxes && Object.hasOwn(boxes[name], name),

    /** Whether assigning the name is an error. */
    isConstant: (name: string): boolean => name in boxes && !isWritable(boxes[name], name),

    /** Before a cell: the names that it declares, by when they get their values. */
    begin({ lexical, hoisted }: { lexical: string[]; hoisted: string[] }) {
      const names = [...lexical, ...hoisted];
      const before = names.map((name) => Object.getOwnPropertyDescriptor(boxOf(name), name));
      lexical.forEach((name) => delete boxOf(name)[name]);
      hoisted.forEach((name) => define(boxOf(name), name, { value: undefined, writable: true }));
      let ended = false;
      const declare = (writable: boolean): Box =>
        new Proxy<Box>(
          {},
          {
            set(_, name: string, value: unknown) {
              if (ended) throw new Error('the cell was interrupted'); // and its promise came back after that
              define(boxOf(name), name, { value, writable });
              return true;
            },
          },
        );
      const run: Run = {
        boxes,
        let: declare(true),
        const: declare(false),
        readonly: new Proxy<Box>(
          {},
          {
            get: (_, name: string) => boxOf(name)[name],
            set(_, name: string, value: unknown) {
              const box = boxOf(name);
              if (Object.hasOwn(box, name) && !isWritable(box, name)) refuse();
              box[name] = value;
              return true;
            },
          },
        ),
        import(specifier, names) {
          const module: unknown = requireModule(specifier);
          const withDefault = isES(module) ? module : { default: module };
          const members = names?.(module, withDefault, () => namespaceOf(module)) ?? {};
          for (const [name, member] of Object.entries(Object.getOwnPropertyDescriptors(members)))
            define(
              boxOf(name),
              name,
              member.get ? { ...member, set: refuse } : { ...member, writable: false },
            );
        },
        caught(error) {
          if (!(error instanceof Error)) return;
          const message: unknown = Object.getOwnPropertyDescriptor(error, 'message')?.value;
          const plain = withoutBoxes(String(message));
          if (typeof message === 'string' && plain !== message) error.message = plain;
        },
        load: async (specifier) => namespaceOf(await Promise.resolve(requireModule(String(specifier)))),
      };
      /** After the cell: which names are what they were before it, because it failed before it declared them. */
      const end = (failed: boolean): string[] => {
        ended = true;
        return names.filter((name, i) => {
          const [box, descriptor] = [boxes[name], before[i]];
          const isUnset =
            failed && descriptor !== undefined && hoisted.includes(name) && box[name] === undefined;
          if (Object.hasOwn(box, name) && !isUnset) return false;
          if (descriptor) define(box, name, descriptor);
          return true;
        });
      };
      return { run, end };
    },
  };
}

/** A name that has no value yet inherits accessors that say so; a delete of the only property keeps reads fast. */
function createBox(name: string): Box {
  const raise = (): never => {
    throw new ReferenceError(`Cannot access '${name}' before initialization`);
  };
  const uninitialised = Object.defineProperty(Object.create(null) as object, name, {
    get: raise,
    set: raise,
  });
  return Object.create(uninitialised) as Box;
}

function define(box: Box, name: string, descriptor: PropertyDescriptor): void {
  delete box[name];
  Object.defineProperty(box, name, {
    __proto__: null, // whatever a cell has added to objects
    ...descriptor,
    enumerable: true,
    configurable: true,
  } as PropertyDescriptor);
}

function isWritable(box: Box, name: string): boolean {
  return Object.getOwnPropertyDescriptor(box, name)?.writable ?? false;
}

function refuse(): never {
  throw new TypeError('Assignment to constant variable.');
}

function isES(module: unknown): module is object {
  return Boolean((module as { __esModule?: boolean } | undefined)?.__esModule);
}

/** What `import * as` gives: a module that is none of ECMAScript's is the default beside its members. */
function namespaceOf(module: unknown): unknown {
  if (isES(module)) return module;
  const namespace = {};
  for (const [key, { enumerable }] of Object.entries(Object.getOwnPropertyDescriptors(Object(module) as Box)))
    Object.defineProperty(namespace, key, { enumerable, get: () => (module as Box)[key] });
  return Object.defineProperty(namespace, 'default', { enumerable: true, value: module });
}
