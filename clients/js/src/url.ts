/** Adds fields to the query of a URL, which may be relative, before its fragment; not those that are empty. */
export function withFields(url: string, fields: Record<string, string>): string {
  return Object.keys(fields).reduce((url, name) => {
    const value = fields[name];
    const separator = /^[^#]*\?/.test(url) ? "&" : "?";
    return value ? url.replace(/#|$/, (end) => `${separator + name}=${encodeURIComponent(value)}${end}`) : url;
  }, url);
}
