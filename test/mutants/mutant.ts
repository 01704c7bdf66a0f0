/** A small fault put into a copy of `src/`, and what notices it. */
export interface Mutant {
  /** Relative to the root. */
  file: string;
  /** What stands there, once. */
  from: string;
  to: string;
  /** What is wrong then. */
  breaks: string;
  /** A test that fails: its file, its name. */
  test: [file: string, name: string];
  /** A claim that falls, by the notebook's number; or why no notebook can have one. */
  claims: Readonly<Record<string, string>> | string;
}

export type Mutants = Readonly<Record<string, Mutant>>;
