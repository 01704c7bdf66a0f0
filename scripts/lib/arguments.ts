import { parseArgs, type ParseArgsConfig } from 'node:util';
import { nearestWord } from 'softmax-lab/core';
import { UsageError } from './command';

/**
 * What a command was called with, as Node's `parseArgs` returns it; `--timeout -1` gives the option a value, which the
 * command can then refuse.
 * @throws {@link UsageError} that names what is unknown, or lacks its value
 */
export function parseArguments<T extends ParseArgsConfig>(config: T): ReturnType<typeof parseArgs<T>> {
  const { options = {} } = config;
  const takesValue = (arg = ''): boolean => options[arg.replace(/^--/, '')]?.type === 'string';
  const args = config.args?.reduce<string[]>((joined, arg) => {
    const last = joined.at(-1);
    if (takesValue(last) && /^-\.?\d/.test(arg)) joined.push(`${joined.pop()}=${arg}`);
    else joined.push(arg);
    return joined;
  }, []);
  try {
    return parseArgs<T>({ ...config, args });
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    const [, found = ''] = /'([^' <]+)/.exec(message) ?? [];
    if (code === 'ERR_PARSE_ARGS_UNKNOWN_OPTION') throw unknownOption(found, Object.keys(options));
    if (code === 'ERR_PARSE_ARGS_INVALID_OPTION_VALUE')
      throw new UsageError(`${found} takes ${takesValue(found) ? 'a value' : 'no value'}`);
    if (code === 'ERR_PARSE_ARGS_UNEXPECTED_POSITIONAL')
      throw new UsageError(`it takes options only, got '${found}'`);
    throw error;
  }
}

/** What an option gives, a whole number from 1 to `most`. */
export function wholeNumber(option: string, text: string | undefined, most: number): number {
  const value = Number(text);
  if (Number.isInteger(value) && value > 0 && value <= most) return value;
  throw new UsageError(`${option} takes a whole number from 1 to ${most}, got '${text}'`);
}

/** The word is none of those that there are; the message has the nearest, or all. */
export function unknownWord(what: string, word: string, words: readonly string[]): UsageError {
  const nearest = nearestWord(word, words);
  const hint =
    nearest === undefined ? `there are ${words.join(', ') || 'none yet'}` : `did you mean '${nearest}'?`;
  return new UsageError(`there is no ${what} '${word}'; ${hint}`);
}

function unknownOption(option: string, names: readonly string[]): UsageError {
  return unknownWord('option', option, names.map((name) => `--${name}`)); // prettier-ignore
}
