// The language of label selectors: `a=b, c in (d,e), !f`. Its refusals are those of a real server, word for word.

import { keyFault, valueFault } from './label-syntax.ts';

export interface Requirement {
  readonly key: string;
  readonly operation: 'exists' | '!' | 'in' | 'notin' | 'gt' | 'lt';
  readonly values: readonly string[];
}

/** A selector that makes no sense; its message is the server's. */
export class SelectorFault extends Error {}

type Token = '!' | '=' | '==' | '!=' | '(' | ')' | ',' | '<' | '>' | 'in' | 'notin' | 'word' | 'end';

interface Lexeme {
  readonly token: Token;
  readonly text: string;
}

const SYMBOLS = /^(==|!=|[=!(),<>])/;
const WORD = /^[^\s=!(),<>]+/;
const EXPECTED_OPERATOR = 'in, notin, =, ==, !=, gt, lt';

/** @throws SelectorFault */
export function parseLabelSelector(text: string): readonly Requirement[] {
  return new Parser(lexemesOf(text)).all();
}

function lexemesOf(text: string): readonly Lexeme[] {
  const lexemes: Lexeme[] = [];
  let rest = text.trimStart();
  while (rest !== '') {
    const symbol = SYMBOLS.exec(rest)?.[0];
    const found = symbol ?? (WORD.exec(rest)?.[0] as string);
    const keyword = found === 'in' || found === 'notin';
    lexemes.push({ token: symbol || keyword ? (found as Token) : 'word', text: found });
    rest = rest.slice(found.length).trimStart();
  }
  return lexemes;
}

class Parser {
  private readonly lexemes: readonly Lexeme[];
  private position = 0;

  constructor(lexemes: readonly Lexeme[]) {
    this.lexemes = lexemes;
  }

  all(): readonly Requirement[] {
    const requirements: Requirement[] = [];
    for (;;) {
      const { token, text } = this.peek();
      if (token === 'end') return requirements;
      if (!isKey(token) && token !== '!') {
        throw new SelectorFault(`found '${text}', expected: !, identifier, or 'end of string'`);
      }
      requirements.push(this.wrapped());
      const after = this.take();
      if (after.token === 'end') return requirements;
      if (after.token !== ',') throw new SelectorFault(`found '${after.text}', expected: ',' or 'end of string'`);
      const next = this.peek();
      if (!isKey(next.token) && next.token !== '!') {
        throw new SelectorFault(`found '${next.text}', expected: identifier after ','`);
      }
    }
  }

  private wrapped(): Requirement {
    try {
      return this.requirement();
    } catch (error) {
      throw new SelectorFault(`unable to parse requirement: ${(error as Error).message}`);
    }
  }

  private requirement(): Requirement {
    const absent = this.peek().token === '!';
    if (absent) this.take();
    const key = this.key();
    if (absent) return { key, operation: '!', values: [] };
    const { token, text } = this.peek();
    if (token === 'end' || token === ',') return { key, operation: 'exists', values: [] };
    this.take();
    switch (token) {
      case 'in':
      case 'notin':
        return { key, operation: token, values: checked(key, this.list()) };
      case '=':
      case '==':
        return { key, operation: 'in', values: checked(key, [this.value()]) };
      case '!=':
        return { key, operation: 'notin', values: checked(key, [this.value()]) };
      case '>':
      case '<':
        return { key, operation: token === '>' ? 'gt' : 'lt', values: [whole(this.value())] };
      default:
        throw new SelectorFault(`found '${text}', expected: ${EXPECTED_OPERATOR}`);
    }
  }

  private key(): string {
    const { token, text } = this.take();
    if (!isKey(token)) throw new SelectorFault(`found '${text}', expected: identifier`);
    const fault = keyFault(text);
    if (fault) throw new SelectorFault(`key: Invalid value: ${JSON.stringify(text)}: ${fault}`);
    return text;
  }

  /** What follows `=`; nothing is the empty value. */
  private value(): string {
    const { token } = this.peek();
    if (token === 'end' || token === ',') return '';
    const { text } = this.take();
    if (!isKey(token)) throw new SelectorFault(`found '${text}', expected: identifier`);
    return text;
  }

  private list(): readonly string[] {
    const open = this.take();
    if (open.token !== '(') throw new SelectorFault(`found '${open.text}' expected: '('`);
    const values: string[] = [];
    let wanted = true;
    for (;;) {
      const { token, text } = this.take();
      if (isKey(token) && wanted) {
        values.push(text);
        wanted = false;
      } else if (token === ',') {
        if (wanted) values.push('');
        wanted = true;
      } else if (token === ')') {
        return wanted ? [...values, ''] : values;
      } else {
        throw new SelectorFault(`found '${text}', expected: ',', ')' or identifier`);
      }
    }
  }

  private peek(): Lexeme {
    return this.lexemes[this.position] ?? { token: 'end', text: '' };
  }

  private take(): Lexeme {
    const lexeme = this.peek();
    this.position += 1;
    return lexeme;
  }
}

/** `in` and `notin` may be keys and values as well. */
function isKey(token: Token): boolean {
  return token === 'word' || token === 'in' || token === 'notin';
}

function checked(key: string, values: readonly string[]): readonly string[] {
  for (const [i, value] of values.entries()) {
    const fault = valueFault(value);
    if (fault) throw new SelectorFault(`values[${i}][${key}]: Invalid value: ${JSON.stringify(value)}: ${fault}`);
  }
  return values;
}

function whole(value: string): string {
  if (/^-?\d+$/.test(value)) return value;
  throw new SelectorFault(
    `values[0]: Invalid value: ${JSON.stringify(value)}: for 'Gt', 'Lt' operators, the value must be an integer`,
  );
}
