// The ladder of questions before a write (contract 6): what was planned is shown, then its names are typed, on stderr.

import type { Typed } from '../actions/plan.ts';

/** How the questions ended. `interrupted` is Ctrl-C, `ended` the end of input. */
export type Answer = 'yes' | 'no' | 'interrupted' | 'ended' | 'no-terminal';

/** What every verb that writes says of an answer that is no yes, and how it ends (contract 2). */
export const ANSWERS: Record<Exclude<Answer, 'yes'>, { readonly sentence: string; readonly exitCode: number }> = {
  no: { sentence: 'that is not the name that was asked for; nothing was changed', exitCode: 4 },
  ended: { sentence: 'the input ended before the question was answered; nothing was changed', exitCode: 4 },
  interrupted: { sentence: 'interrupted before the question was answered; nothing was changed', exitCode: 130 },
  'no-terminal': {
    sentence:
      'there is no terminal to ask on; nothing was changed. To go on without a question, add --yes, TARGET and -n',
    exitCode: 4,
  },
};

export interface Asking {
  readonly typed: readonly Typed[];
  /** `--yes`. */
  readonly yes: boolean;
  readonly input: NodeJS.ReadStream;
  readonly output: NodeJS.WriteStream;
}

/**
 * Asks for each name in turn. One that is not typed exactly is a no: nobody guesses twice at what to write to.
 * @returns `no-terminal` where nobody can be asked
 */
export async function confirm({ typed, yes, input, output }: Asking): Promise<Answer> {
  if (yes) return 'yes';
  if (!input.isTTY || !output.isTTY) return 'no-terminal';
  for (const { what, text } of typed) {
    const answer = await ask(`Type ${what} to go on:`, input, output);
    if (typeof answer !== 'object') return answer;
    if (answer.typed.trim() !== text) {
      return 'no';
    }
  }
  return 'yes';
}

type Asked = { readonly typed: string } | 'interrupted' | 'ended';

async function ask(question: string, input: NodeJS.ReadStream, output: NodeJS.WriteStream): Promise<Asked> {
  const { default: prompt } = await import('@inquirer/input');
  const over = new AbortController();
  const end = () => over.abort();
  let typed = '';
  // the library waits for ever where input ends: Ctrl-D on an empty line, or a terminal that went away
  const pressed = (_: unknown, key?: { readonly name?: string; readonly ctrl?: boolean }) => {
    if (key?.ctrl && key.name === 'd' && typed === '') end();
  };
  input.on('keypress', pressed).once('end', end).once('close', end);
  const transformer = (value: string) => {
    typed = value;
    return value;
  };
  try {
    return {
      typed: await prompt(
        { message: ` ${question}`, transformer, theme: PLAIN },
        { input, output, signal: over.signal },
      ),
    };
  } catch (error) {
    const { name } = error as Error;
    if (name === 'ExitPromptError') return 'interrupted';
    if (name === 'AbortPromptError') return 'ended';
    throw error;
  } finally {
    input.off('keypress', pressed).off('end', end).off('close', end);
    // what the library resumed would keep the process alive
    input.pause();
  }
}

const PLAIN = { prefix: '', style: { message: (text: string) => text, answer: (text: string) => text } };
