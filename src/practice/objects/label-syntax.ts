// What names and labels may look like, and the sentences a real server says of those that do not.

const NAME_FORM = '([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]';
const NAME = new RegExp(`^${NAME_FORM}$`);
const VALUE_FORM = '(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?';
const VALUE = new RegExp(`^${VALUE_FORM}$`);
const SUBDOMAIN_FORM = '[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*';
const SUBDOMAIN = new RegExp(`^${SUBDOMAIN_FORM}$`);
const LABEL_FORM = '[a-z0-9]([-a-z0-9]*[a-z0-9])?';
const LABEL = new RegExp(`^${LABEL_FORM}$`);

const used = (form: string) => `regex used for validation is '${form}'`;
const tooLong = (most: number) => `must be no more than ${most} characters`;

const NAME_SENTENCE = `name part must consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character (e.g. 'MyName',  or 'my.name',  or '123-abc', ${used(NAME_FORM)})`;
const VALUE_SENTENCE = `a valid label must be an empty string or consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character (e.g. 'MyValue',  or 'my_value',  or '12345', ${used(VALUE_FORM)})`;
const SUBDOMAIN_SENTENCE = `a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and must start and end with an alphanumeric character (e.g. 'example.com', ${used(SUBDOMAIN_FORM)})`;
const LABEL_SENTENCE = `a lowercase RFC 1123 label must consist of lower case alphanumeric characters or '-', and must start and end with an alphanumeric character (e.g. 'my-name',  or '123-abc', ${used(LABEL_FORM)})`;

/** A key of labels and annotations: `app`, `app.kubernetes.io/name`. @returns what is wrong with it, or null */
export function keyFault(key: string): string | null {
  const parts = key.split('/');
  if (parts.length > 2) {
    return `a qualified name must consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character (e.g. 'MyName',  or 'my.name',  or '123-abc', ${used(NAME_FORM)}) with an optional DNS subdomain prefix and '/' (e.g. 'example.com/MyName')`;
  }
  const name = parts.at(-1) as string;
  const prefix = parts.length === 2 ? (parts[0] as string) : null;
  if (prefix === '') return 'prefix part must be non-empty';
  const wrongPrefix = prefix === null ? null : subdomainFault(prefix);
  if (wrongPrefix) return `prefix part ${wrongPrefix}`;
  if (name === '') return 'name part must be non-empty';
  if (name.length > 63) return `name part ${tooLong(63)}`;
  return NAME.test(name) ? null : NAME_SENTENCE;
}

/** @returns what is wrong with a label's value, or null */
export function valueFault(value: string): string | null {
  if (value.length > 63) return tooLong(63);
  return VALUE.test(value) ? null : VALUE_SENTENCE;
}

/** Names of most objects. @returns what is wrong with it, or null */
export function subdomainFault(name: string): string | null {
  if (name.length > 253) return tooLong(253);
  return SUBDOMAIN.test(name) ? null : SUBDOMAIN_SENTENCE;
}

/** Names of namespaces, services and parts of pods. @returns what is wrong with it, or null */
export function labelFault(name: string): string | null {
  if (name.length > 63) return tooLong(63);
  return LABEL.test(name) ? null : LABEL_SENTENCE;
}

/** Names that are a part of a path and nothing more: those of RBAC objects. @returns what is wrong with it, or null */
export function pathSegmentFault(name: string): string | null {
  if (name === '.' || name === '..') return `may not be '${name}'`;
  const bad = ['/', '%'].find((character) => name.includes(character));
  return bad ? `may not contain '${bad}'` : null;
}
